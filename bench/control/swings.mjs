// Limit cycles of fans: turns of the commanded speed by more than 5 % within 15 minutes in which the load stood still.
const WINDOW_S = 900;
const TURN_PCT = 5;
const STEADY_SHARE = 0.1;

export function createSwings(plan) {
  const cabinets = plan.cabinets.map((cabinet) => ({
    fan: cabinet.fans[0].output,
    powerIn: cabinet.powerIn,
    ratedW: cabinet.ratedW,
    low: Number.POSITIVE_INFINITY,
    high: 0,
    seconds: 0,
    turns: 0,
    extreme: undefined,
    direction: 0,
    worst: 0,
  }));
  return {
    cycle(image, { decisions }) {
      for (const cabinet of cabinets) {
        const powerW = image.channels[cabinet.powerIn]?.value;
        const value = decisions.find(({ output }) => output === cabinet.fan)?.value;
        if (powerW === null || powerW === undefined || value === undefined) continue;
        step(cabinet, powerW / cabinet.ratedW, value);
      }
    },
    worst: () => Math.max(...cabinets.map(({ worst }) => worst)),
  };
}

function step(cabinet, power, value) {
  cabinet.low = Math.min(cabinet.low, power);
  cabinet.high = Math.max(cabinet.high, power);
  if (cabinet.high - cabinet.low > STEADY_SHARE) begin(cabinet, power, value);
  cabinet.extreme ??= value;
  const moved = value - cabinet.extreme;
  if (moved * cabinet.direction > 0) cabinet.extreme = value;
  else if (Math.abs(moved) > TURN_PCT) {
    if (cabinet.direction !== 0) cabinet.turns += 1;
    cabinet.direction = Math.sign(moved);
    cabinet.extreme = value;
  }
  cabinet.seconds += 1;
  if (cabinet.seconds < WINDOW_S) return;
  cabinet.worst = Math.max(cabinet.worst, cabinet.turns);
  begin(cabinet, power, value);
}

function begin(cabinet, power, value) {
  Object.assign(cabinet, { low: power, high: power, seconds: 0, turns: 0, direction: 0, extreme: value });
}
