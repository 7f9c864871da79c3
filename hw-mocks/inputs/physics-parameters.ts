/** Every parameter of the simulated station that is not in the site file. Assumptions unless a source is named. */

/** The parameters, in the units of their names. */
export interface PhysicsParameters {
  /** Largest difference of a source's true level from the nominal one of the site file, dB, either way. */
  readonly nominalErrorDb: number;
  /** Added to every source's true level: all of them may be off to the same side, dB. */
  readonly nominalBiasDb: number;

  readonly carsPerDay: number;
  /** Gun limit, W. */
  readonly gunMaxW: number;
  /**
   * Rated power of the cabinet that the heat and fan numbers below are for, W; smaller ones have their share of them.
   */
  readonly referenceRatedW: number;
  /** From plugging in to first power, s. */
  readonly handshakeS: number;
  /** Cars that may wait for a gun, and for how long; beyond that they drive on. */
  readonly queueMax: number;
  readonly queuePatienceS: number;

  /** Best efficiency of the rectifiers, and how far it falls towards no load and full load. */
  readonly efficiencyPeak: number;
  readonly efficiencyLowLoadDrop: number;
  readonly efficiencyFullLoadDrop: number;
  /** Electronics that are always on, W per cabinet. */
  readonly standbyW: number;
  /** Heat capacity of the modules, and of air and metal under the cover, J/K per cabinet. */
  readonly moduleHeatJPerK: number;
  readonly airHeatJPerK: number;
  /** Heat transfer from modules to air, W/K: in still air, and in addition at full flow. */
  readonly stillTransferWPerK: number;
  readonly blownTransferWPerK: number;
  /** Heat transfer through the cover's walls, W/K. */
  readonly wallWPerK: number;
  /** Air that all fans of a cabinet move at full speed without the cover, m3/s. */
  readonly fullFlowM3PerS: number;
  /** Share of it that the cover lets through: 0.6 to 0.9. */
  readonly coverFlowFactor: number;
  /** Share of the cover's warm air that returns to the inlet. */
  readonly recirculation: number;
  readonly sensorLagS: number;
  readonly sensorNoiseC: number;

  /** Time constant of a fan's speed, s: first order, 1 to 3 s; running down takes this many times longer. */
  readonly fanLagS: number;
  readonly fanRunDownFactor: number;
  /** Sound energy grows with a power of the speed between these, drawn for each fan; 5 is the 50 lg n law. */
  readonly fanExponent: readonly [number, number];
  /** Blade tone: how much louder a fan is at most around its own speed (share of full, drawn), and over what width. */
  readonly bladeToneDb: number;
  readonly bladeToneAt: readonly [number, number];
  readonly bladeToneWidth: number;
  /** Blades of a fan; and the share of its A-weighted energy that its blade tone has apart from that. */
  readonly fanBlades: number;
  readonly bladeToneShare: number;
  /** Largest difference of a fan's true speed from the set one, as share, drawn by fan: nearly equal fans beat. */
  readonly fanSpeedSpreadShare: number;
  /** How much of the tones of nearly equal fans adds as pressure, not as energy: 0 none, 1 all of it. */
  readonly beatShare: number;
  /** The switching line of the electronics, and the shares of their A-weighted energy that it and 100 Hz have. */
  readonly whineHz: number;
  readonly whineShare: number;
  readonly transformerShare: number;
  /** How much of the flutter that noise has by its statistics is in the bands of a second. */
  readonly bandFlutterShare: number;
  /** Electric power of all fans of a cabinet at full speed, W. */
  readonly fanFullPowerW: number;

  /** Energy of the converter noise: a constant share, and the exponent of the served power for the rest. */
  readonly humStandbyShare: number;
  readonly humExponent: number;
  /**
   * Fans inside the power modules (cabinets/module-fans.ts): their level at full speed above that of the electronics at
   * full power, dB; at -60 there are none.
   */
  readonly moduleFansAboveHumDb: number;
  /** Their speed, share of full: cool and idle, more with 20 K of inlet air, more at rated power, and at least. */
  readonly moduleFanRest: number;
  readonly moduleFanPerHeat: number;
  readonly moduleFanPerLoad: number;
  readonly moduleFanLeast: number;
  /** Time constants upwards and downwards, and how long they run on after the last load, s. */
  readonly moduleFanUpS: number;
  readonly moduleFanDownS: number;
  readonly moduleFanRunOnS: number;
  /** Without load they stop below this temperature of the air, C. */
  readonly moduleFanStopC: number;
  /** Slow variation of the equipment's reflections over ten minutes, dB (standard deviation). */
  readonly reflectionWanderDb: number;

  /** Meter noise, dB (standard deviation), and its own noise floor, dB. */
  readonly meterNoiseDb: number;
  readonly meterFloorDb: number;
  /** Below and above these levels a meter sets its status bits, dB. */
  readonly underRangeDb: number;
  readonly overloadDb: number;
  /** Level of the equipment relative to the receptors' mean: in the rest area, and under its own cover, dB. */
  readonly restAreaGainDb: number;
  readonly coverInsideGainDb: number;
  /**
   * For a cabinet by construction: level under the cover below the sound power in it, dB; distance of two covers, m.
   */
  readonly coverRoomDb: number;
  readonly coversApartM: number;
  /** Attenuation from outside to the meter under a cover, dB. */
  readonly coverOutsideLossDb: number;

  readonly backgroundNightDb: number;
  readonly backgroundDayDb: number;
  /** Passing cars an hour, and their highest level at the boundary, dB. */
  readonly passesPerNightHour: number;
  readonly passesPerDayHour: number;
  readonly passPeakDb: number;
  /** Speech at 1 m, dB, and how much quieter people are while the lamp is lit. */
  readonly speechDb: number;
  readonly lampEffectDb: number;
  /** Distance of talkers to the boundary meters and to the rest-area meter, m. */
  readonly talkBoundaryM: readonly [number, number];
  readonly talkRestAreaM: readonly [number, number];
  /** Wind noise at a microphone in 5 m/s, dB: energy with the sixth power of the speed, which gusts by this share. */
  readonly windNoiseAt5Db: number;
  readonly gustShare: number;
  /** Noise of 1 mm/h of rain at a microphone, dB; ten times the rain adds 12 dB. */
  readonly rainNoiseAt1Db: number;
  /** Power at which a car's fan comes on, W, its variation as share, and how long the fan runs on, s. */
  readonly vehicleFanOnW: number;
  readonly vehicleFanSpread: number;
  readonly vehicleFanRunOnS: number;
  /** Distance of the guns to the boundary meters and to the rest-area meter, m. */
  readonly gunBoundaryM: readonly [number, number];
  readonly gunRestAreaM: readonly [number, number];
  /** Variation of each second around the recorded level, dB (standard deviation). */
  readonly recordingFlutterDb: number;
  /**
   * A recording at the boundary has its own people, traffic and weather: whether the generated ones are added to it.
   */
  readonly addToRecording: boolean;

  readonly outdoorMeanC: number;
  readonly outdoorSwingC: number;
}

/** What a station is like where a scenario says nothing else. */
export const defaultPhysics: PhysicsParameters = {
  nominalErrorDb: 1.5,
  nominalBiasDb: 0,

  carsPerDay: 500,
  gunMaxW: 250_000,
  referenceRatedW: 720_000,
  handshakeS: 30,
  queueMax: 8,
  queuePatienceS: 900,

  efficiencyPeak: 0.959,
  efficiencyLowLoadDrop: 0.06,
  efficiencyFullLoadDrop: 0.004,
  standbyW: 400,
  moduleHeatJPerK: 360_000,
  airHeatJPerK: 60_000,
  stillTransferWPerK: 300,
  blownTransferWPerK: 2600,
  wallWPerK: 60,
  fullFlowM3PerS: 3,
  coverFlowFactor: 0.75,
  recirculation: 0.12,
  sensorLagS: 15,
  sensorNoiseC: 0.05,

  fanLagS: 2,
  fanRunDownFactor: 1.5,
  fanExponent: [4.5, 5.5],
  bladeToneDb: 1,
  bladeToneAt: [0.45, 0.9],
  bladeToneWidth: 0.04,
  fanBlades: 7,
  bladeToneShare: 0.01,
  fanSpeedSpreadShare: 0,
  beatShare: 0,
  whineHz: 10_000,
  whineShare: 0.001,
  transformerShare: 0.003,
  bandFlutterShare: 1,
  fanFullPowerW: 1800,

  humStandbyShare: 0.02,
  humExponent: 1.1,
  moduleFansAboveHumDb: -60,
  moduleFanRest: 0.35,
  moduleFanPerHeat: 0.25,
  moduleFanPerLoad: 0.4,
  moduleFanLeast: 0.3,
  moduleFanUpS: 120,
  moduleFanDownS: 200,
  moduleFanRunOnS: 180,
  moduleFanStopC: 32,
  reflectionWanderDb: 0.3,

  meterNoiseDb: 0.1,
  meterFloorDb: 20,
  underRangeDb: 25,
  overloadDb: 130,
  restAreaGainDb: -3,
  coverInsideGainDb: 28,
  coverRoomDb: 6,
  coversApartM: 6,
  coverOutsideLossDb: 10,

  backgroundNightDb: 38,
  backgroundDayDb: 49,
  passesPerNightHour: 11,
  passesPerDayHour: 90,
  passPeakDb: 58,
  speechDb: 62,
  lampEffectDb: 5,
  talkBoundaryM: [7, 22],
  talkRestAreaM: [2, 7],
  windNoiseAt5Db: 33,
  gustShare: 0.15,
  rainNoiseAt1Db: 40,
  vehicleFanOnW: 40_000,
  vehicleFanSpread: 0.25,
  vehicleFanRunOnS: 60,
  gunBoundaryM: [10, 30],
  gunRestAreaM: [5, 20],
  recordingFlutterDb: 0,
  addToRecording: false,

  outdoorMeanC: 24,
  outdoorSwingC: 5,
};
