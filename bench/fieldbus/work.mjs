// What every client of the field bus measurement does, and how it counts.

export const units = Array.from({ length: 30 }, (_, index) => index + 1);
export const registers = 20;
export const timeoutMs = 500;

/** Counts from the first answer on; starting a process is not measured. */
export function counted() {
  let transactions = 0;
  let errors = 0;
  let before;
  return {
    good(words) {
      before ??= process.cpuUsage();
      transactions += 1;
      if (words.length !== registers || words[1] !== 1 || words[19] !== 19)
        throw new Error(`wrong: ${words}`);
    },
    bad() {
      errors += 1;
    },
    print() {
      const { user, system } = process.cpuUsage(before);
      const rssMb = process.memoryUsage().rss / 1e6;
      console.log(JSON.stringify({ transactions, errors, cpuMs: (user + system) / 1000, rssMb }));
    },
  };
}
