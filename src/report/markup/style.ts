/** The look of the page, on screen and on A4 paper. It uses installed fonts only, so no request leaves the page. */

import { palette } from './palette.ts';

const FONTS = `-apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "Helvetica Neue", Arial,
  "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC",
  "WenQuanYi Zen Hei", system-ui, sans-serif`;

const SCREEN = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { background: ${palette.shade}; }
body { margin: 0 auto; max-width: 64rem; padding: 2rem 2.5rem 3rem; background: ${palette.paper}; color: ${palette.ink};
  font: .95rem/1.5 ${FONTS}; font-variant-numeric: lining-nums; -webkit-text-size-adjust: 100%; }
h1, h2, h3, p, dl, dd, figure { margin: 0; }
header { border-top: 5px solid ${palette.ink}; padding-top: .7rem; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 2.2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1.5px solid ${palette.ink}; }
h3 { font-size: 1rem; margin: 1.3rem 0 .4rem; }
.kicker { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2rem; }
.kicker:first-child { font-weight: 650; }
.faint, figcaption, .note { color: ${palette.faint}; font-size: .86rem; }
.note { margin: .45rem 0 0; max-width: 52rem; }
.banner { margin-top: 1rem; padding: .5rem .8rem; border: 1.5px dashed ${palette.ink}; font-weight: 600; }
.verdict { margin-top: 1.3rem; display: grid; grid-template-columns: 3.6rem 1fr; gap: 0 1rem; padding: 1rem 1.2rem;
  border: 1.5px solid ${palette.rule}; border-left: 8px solid var(--tone); break-inside: avoid; }
.verdict .sign { width: 3.6rem; height: 3.6rem; }
.verdict .place { font-weight: 600; font-size: .95rem; }
.verdict .outcome { font-size: 1.6rem; font-weight: 700; line-height: 1.2; }
.verdict .why { margin-top: .3rem; font-size: 1.05rem; max-width: 48rem; }
.verdict .clause { margin-top: .45rem; }
.indicative, .meaning { margin-top: .4rem; font-size: .92rem; max-width: 52rem; }
.indicative { font-weight: 600; }
.compliant { --tone: ${palette.green}; } .exceeded { --tone: ${palette.vermilion}; }
.hollow { --tone: ${palette.blue}; }
.undetermined { --tone: ${palette.orange}; } .no-data { --tone: ${palette.faint}; }
.plain { margin-top: 1rem; font-size: 1.02rem; max-width: 50rem; break-inside: avoid; }
.plain h3 { margin-top: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.2rem, 1fr)); gap: 0 1.3rem; margin-top: .2rem; }
.figures div { border-bottom: 1px solid ${palette.rule}; padding: .45rem 0 .6rem; break-inside: avoid; display: flex; flex-direction: column; }
.figures dt { font-size: .86rem; }
.figures .value { font-size: 1.36rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums lining-nums; }
.figures .value small { font-size: .85rem; font-weight: 400; }
.figures .faint { line-height: 1.35; font-size: .8rem; }
figure { break-inside: avoid; }
figure.phone { display: none; }
.front { margin: .5rem 0 0; padding-left: 1.1rem; }
.failure { margin-top: .6rem; padding: .5rem .8rem; border-left: 8px solid ${palette.vermilion}; background: ${palette.shade}; font-weight: 600; }
.hours { display: grid; grid-template-columns: repeat(auto-fill, minmax(6rem, 1fr)); gap: .2rem .6rem; }
.hours details[open] { grid-column: 1 / -1; }
summary { cursor: pointer; padding: .35rem 0; font-variant-numeric: tabular-nums; }
.figures .short { font-size: 1rem; font-weight: 650; line-height: 1.3; }
.curve { display: block; width: 100%; height: auto; font-family: inherit; }
.curve text { fill: ${palette.ink}; }
.curve .tick { font-size: 13px; font-variant-numeric: tabular-nums; }
.curve .name { font-size: 13px; }
.curve .panel { font-size: 13px; font-weight: 650; }
figcaption { margin-top: .3rem; max-width: 54rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .88rem; line-height: 1.35; }
table.full { width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .28rem 1.1rem .28rem 0; border-bottom: 1px solid ${palette.rule}; }
th:last-child, td:last-child { padding-right: 0; }
thead th { vertical-align: bottom; font-weight: 650; border-bottom: 1.5px solid ${palette.ink}; }
tbody th { font-weight: 400; white-space: nowrap; font-variant-numeric: tabular-nums; }
td { white-space: nowrap; }
td.w, th.w { white-space: normal; min-width: 12rem; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
tr { break-inside: avoid; }
table:not(.long) { break-inside: avoid; }
.gap { height: 1rem; }
.sum > * { border-top: 1.5px solid ${palette.ink}; font-weight: 650; }
ul { margin: .3rem 0 0; padding-left: 1.2rem; max-width: 54rem; }
li { margin: .15rem 0; }
code { font: .86rem/1.5 ui-monospace, "Cascadia Mono", "Liberation Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.command { display: block; margin: .4rem 0; padding: .45rem .7rem; background: ${palette.shade}; border-left: 3px solid ${palette.ink}; }
footer { margin-top: 2.2rem; border-top: 1px solid ${palette.rule}; padding-top: .6rem; }
h2, h3 { break-after: avoid; }
@media (max-width: 44rem) {
  body { padding: 1rem; }
  .verdict { grid-template-columns: 2.6rem 1fr; padding: .8rem; }
  .verdict .sign { width: 2.6rem; height: 2.6rem; }
  figure.desk { display: none; }
  figure.phone { display: block; }
  table, thead, tbody, tr, th, td { font-size: .82rem; }
  th, td { padding-right: .5rem; white-space: normal; overflow-wrap: anywhere; }
  tbody th { white-space: normal; }
}
`;

const PRINT = `
@media print {
  html { background: none; font-size: 9.6pt; }
  body { max-width: none; padding: 0; line-height: 1.42; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .scroll { overflow: visible; }
  h1 { font-size: 1.5rem; }
  h3 { margin: .8rem 0 .25rem; }
  footer { margin-top: 1rem; }
  h2 { margin: .9rem 0 .3rem; }
  .verdict { margin-top: .9rem; padding: .7rem 1rem; }
  .plain { margin-top: .6rem; }
  .plain h3 { margin-bottom: .15rem; }
  .hours { display: none; }
  .figures { grid-template-columns: repeat(4, 1fr); gap: 0 1rem; }
  .figures div { padding: .3rem 0 .35rem; }
  .figures .value { font-size: 1.2rem; }
  .receptor { break-before: page; }
  .receptor:first-of-type { break-before: auto; }
  p, li { orphans: 3; widows: 3; }
}
`;

/** The style sheet; `running` is printed at the foot of every sheet. */
export function styleSheet(running: string): string {
  return `${SCREEN}${sheet(running)}${PRINT}`;
}

function sheet(running: string): string {
  const foot = `font: 8pt ${FONTS.replaceAll('\n', ' ')}; color: ${palette.faint};`;
  return `@page { size: A4; margin: 14mm 14mm 17mm;
  @bottom-left { content: "${cssText(running)}"; ${foot} }
  @bottom-right { content: counter(page) " / " counter(pages); ${foot} } }`;
}

/** Text inside the quotes of a style sheet: everything but plain letters and digits as its code point. */
function cssText(text: string): string {
  return text.replace(/[^a-zA-Z0-9 .,:-]/gu, (char) => `\\${(char.codePointAt(0) ?? 0x20).toString(16)} `);
}
