/**
 * Files that a Svantek SV 200A writes itself: a line DT with the time, then a line for each profile, whose fields
 * `// SLM results` names. They become one table row for each time, with the A-weighted profile.
 */

const columns: Readonly<Record<string, string>> = {
  TIME: 'Duration',
  PEAK: 'LApeak',
  MAX: 'LAFmax',
  MIN: 'LAFmin',
  SPL: 'LAF',
  LEQ: 'LAeq',
  SEL: 'LAE',
  OVL: 'Overload',
};

/** Makes rows of lines, one after the other. */
export function reshapeSv200(): (line: string) => string | undefined {
  let profile: string | undefined;
  let detector = 'F';
  let stamp = '';
  return (line) => {
    const fields = line.split(',').map((field) => field.trim());
    const [mark = ''] = fields;
    const setup = /^\/\/ Profile (\d)$/.exec(mark);
    if (setup !== null && fields[1] === 'A' && profile === undefined) {
      profile = setup[1];
      detector = (fields[2] ?? 'F').charAt(0);
    }
    const results = /^\/\/ SLM results$/.test(mark) && fields[1] === `profile ${profile}`;
    if (results) return headOf(fields.slice(2), detector);
    if (mark === 'DT') stamp = `${fields[1]} ${fields[2]}`;
    if (mark !== `P${profile}` || stamp === '') return undefined;
    return [stamp, ...fields.slice(1)].join(',');
  };
}

function headOf(names: readonly string[], detector: string): string {
  const own = names.map((name) => (columns[name] ?? name).replace(/^LAF/, `LA${detector}`));
  return ['Date & time', ...own].join(',');
}
