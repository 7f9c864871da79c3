// Refuses a Node that is too old, in words. It stands alone and in the syntax of Node 12 (no ?., no ??, no await at the
// top), because that Node reads it before anything can be said.
const needed = [20, 19];

export function refuseOldNode() {
  const version = process.versions.node.split('.').map(Number);
  if (version[0] > needed[0] || (version[0] === needed[0] && version[1] >= needed[1])) return;
  console.error(
    `quietpost needs Node ${needed.join('.')} or newer, and this is ${process.versions.node}: install a newer one (Debian 13 has it; for others see https://nodejs.org).`,
  );
  process.exit(69);
}
