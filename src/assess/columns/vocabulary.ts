/**
 * Words that stand in the heads of sound level files, in eight languages, Catalan and some Polish. A word with letters of
 * the Latin alphabet is written without accents and in small letters and fits whole words; others fit anywhere. A hyphen
 * stands for a blank.
 */

/** What a word in a column's name says of the column. */
export type HeadWord = keyof typeof headWords;

/** By what they say of a column. */
export const headWords = {
  equivalent: words(`
    leq-equivalent equivalent equivalent-level equivalent-continuous eq leq aquivalent aquivalente
    aquivalenter aequivalent aequivalenter mittelungspegel dauerschallpegel equivalente
    equivalent-continu continuo-equivalente energetic-mean 连续等效声级 等效`),
  /** A-weighted by the definition of the word: GB 3096-2008 3.3, JIS Z 8731, the Korean test standard. */
  equivalentA: words(`
    等效连续a声级 等效连续声级 等效声级 等效a声级 a计权等效声级 等价声级 等价连续声级 等效聲級
    等價騒音レベル 等価騒音レベル 等価騒音 등가소음도 등가소음레벨 등가소음`),
  aWeighted: words(`
    a-weighted a-weighting a-gewichtet a-bewertet a-bewerteter a-bewertung pondere-a ponderation-a
    ponderado-a ponderacion-a ponderato-a ponderazione-a a计权 a声级 a特性 a가중 a특성`),
  cWeighted: words(`c-weighted c-weighting c-bewertet pondere-c ponderado-c ponderato-c c计权 c声级 c特性`),
  zWeighted: words(`z-weighted z-weighting unweighted linear flat z-bewertet z计权 z声级 线性 z特性 平坦`),
  maximum: words(`max maximum maxi highest maximal maximalpegel maximo massimo 最大 最大值 最高 최대 최고`),
  minimum: words(`min minimum lowest minimal minimo 最小 最低 최소`),
  peak: words(`peak pk crete pico picco spitze spitzenpegel 峰值 ピーク 피크`),
  percentile: words(
    `percentile percentil perzentil percentile-level exceeded 累计百分 累积百分 统计声级 時間率 백분율`,
  ),
  average: words(`
    average avg ave mean arithmetic mittelwert mittel moyenne moyen media promedio mitja 平均 均值 평균`),
  instant: words(`
    instant instantaneous momentan momentanpegel instantane instantaneo istantaneo fast slow spl 瞬时
    瞬時 순간 快档 慢档`),
  impulse: words(`impulse impuls impulsive takt taktmaximal 脉冲 インパルス 충격`),
  exposure: words(`exposure sel exposition 暴露 暴露声级 暴露量 曝露 폭로`),
  limit: words(`
    limit limits threshold target allowed permitted criterion trigger alarm setpoint set-point grenzwert
    richtwert sollwert limite seuil umbral soglia 限值 标准值 阈值 标准 基準 基準値 規制値 기준 한도`),
  background: words(`
    background residual ambient hintergrund hintergrundgerausch fremdgerausch fond bruit-de-fond
    residuel fondo residuo 背景 本底 暗騒音 残留 배경`),
  rating: words(`
    rating beurteilungspegel lden ldn corrected penalty tonal day evening night daytime nighttime tag
    nacht jour nuit noche notte giorno 昼间 夜间 昼夜 修正 評価 昼間 夜間 주간 야간`),
  running: words(`
    running rolling moving cumulative cumulated sliding since-start gleitend gleitender laufend glissant
    cumule movil acumulado mobile progressivo 滑动 累计 累积 移動 累積 이동 누적`),
  other: words(`
    previous prev predicted prediction forecast model modelled simulated estimated uncertainty
    uncalibrated raw error bias difference diff delta std stdev sd deviation count number samples dose
    differenz abweichung unsicherheit ecart incertitude diferencia differenza reference ref calibration
    cal offset rms 标准差 偏差 差值 预测 校准 参考 较上 剂量 標準偏差 予測 편차 예측`),
  /** A level, without what kind. */
  level: words(`
    level levels noise sound pressure-level sound-pressure-level acoustic db decibel decibels pegel
    schallpegel schalldruckpegel larm larmpegel gerausch niveau niveau-sonore sonore bruit acoustique
    nivel nivell nivel-sonoro sonoro ruido soroll livello livello-sonoro rumore 噪声 噪音 声级 声压级
    声压 噪声值 噪音值 分贝 騒音 騒音レベル 音圧 レベル 소음 소음도 레벨`),
  time: words(`
    time date datetime timestamp stamp local utc clock zeit zeitpunkt zeitstempel uhrzeit datum heure
    horodatage horodate fecha hora data ora dia-hora marca 时间 日期 时刻 日時 日付 時刻 時間 시간 시각
    날짜 일시`),
  begin: words(`
    start started begin beginning from beginn anfang von debut inicio comienzo desde inizio inici dal
    开始 起始 起 開始 시작`),
  end: words(`
    end ended ending stop stopped finish until ende bis fin hasta final fine al fi 结束 终止 截止 終了
    종료`),
  middle: words(`middle mid centre center mitte milieu`),
  duration: words(`
    duration measurement-time integration length dauer
    messdauer messzeit duree duracion durata durada 时长 历时 测量时长 持续 采样时长 測定時間 측정시간`),
  timer: words(`timer countdown remaining uptime elapsed elapsed-time run-time runtime`),
  rowNumber: words(`
    record row index no nr n nummer numero zeile item address seq sequence 序号 组号 行号 番号 번호 순번`),
  key: words(`
    id sensor device station site location place point position serial mac node monitor equipment instal
    name gerat messpunkt messstelle messort standort capteur lieu punto estacion ubicacion sensore
    stazione postazione 测点 点位 站点 监测点 设备 仪器 地点 位置 名称 测站 測定点 測定局 測点 機器 지점
    측정소 장비 기기`),
  /** Parts of an instrument, and words that change nothing. */
  part: words(`
    channel ch p profile mic microphone meter instrument main th sr slm lin total overall global
    broadband value values wert werte valeur valor valore measured measurement result results reading
    gemessen mesure medido medicion misura misurato environmental ambiental continuous continu continuo
    de du des der of in the del di do re pressure pression presion pressione acoustic dnms nsrt data
    监测 测量 实测 数据 值 数值 结果 测定 环境 通道 级 连续 測定 値 측정 값 채널 환경`),
  overload: words(`
    over ovl ovld overload overloaded over-range overrange clipping ubersteuerung ubersteuert
    uebersteuerung surcharge saturation sobrecarga sovraccarico 过载 超量程 过载标志 過負荷 オーバー
    과부하`),
  underRange: words(`
    under under-range underrange underload unterbereich untersteuerung 欠量程 低于量程 アンダー`),
  paused: words(`pause paused 暂停 一時停止 일시정지`),
  valid: words(`valid validity gultig valide valido 有效 是否有效 有効 유효`),
  invalid: words(`invalid excluded exclude ungultig 无效 剔除 無効`),
  statusMark: words(`flag data-flag 标记 标识 数据标记 数据标识 标志`),
  temperature: words(`temp temperature temperatur temperatura 温度 气温 気温 온도`),
  humidity: words(`humidity rh hum feuchte luftfeuchte humidite humedad umidita 湿度 습도`),
  wind: words(`wind windspeed windgeschwindigkeit vent viento vento 风速 风向 風速 風向 풍속`),
  weather: words(`rain barometer baro hpa precipitation regen pluie lluvia pioggia 雨量 气压 降水 気圧 기압`),
  place: words(`
    lat latitude lon lng long longitude altitude elevation gps x y z 纬度 经度 海拔 緯度 経度 위도 경도`),
  electrical: words(`
    battery voltage current power signal rssi batterie akku spannung bateria batteria 电量 电压 电池
    信号 電池 배터리`),
  note: words(`
    note notes comment comments remark marker markers type event status kommentar bemerkung remarque
    nota notas 备注 事件 状态 備考 비고`),
  year: words(`year jahr annee ano anno any 年`),
  month: words(`month monat mois mes mese 月`),
  dayOfMonth: words(`dia giorno-del-mese 日`),
  hour: words(`hour stunde 时 時 시`),
  total: words(`sum summary gesamt totale insgesamt 合计 总计 总和 合計 합계`),
};

/** Months as instruments and spreadsheets abbreviate them, without accents; January first. */
export const monthWords: readonly (readonly string[])[] = [
  words(`jan january janv janvier ene enero gen gennaio januar janner sty stycznia`),
  words(`feb february fev fevr fevrier febrero febbraio februar lut lutego`),
  words(`mar march mars marzo marz mrz maerz marca`),
  words(`apr april avr avril abr abril aprile kwi kwietnia`),
  words(`may mai mayo mag maggio maj maja`),
  words(`jun june juin junio giu giugno juni cze czerwca`),
  words(`jul july juil juillet julio lug luglio juli lip lipca`),
  words(`aug august aout ago agosto sie sierpnia`),
  words(`sep sept september septembre septiembre set settembre wrz wrzesnia`),
  words(`oct october octobre octubre ott ottobre okt oktober paz pazdziernika`),
  words(`nov november novembre noviembre lis listopada`),
  words(`dec december decembre dic diciembre dicembre dez dezember gru grudnia`),
];

/** Words of a row that sums up the rows above it. */
export const totalWords: readonly string[] = words(`
  total totals overall average mean sum summary max min gesamt mittelwert summe moyenne totale media
  promedio 合计 总计 平均 平均值 最大值 最小值 合計 전체 합계 평균`);

function words(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll('-', ' '));
}
