// Limit cycles of fans: turns of a commanded speed by more than 5 % within 15 minutes in which the load of every cabinet
// stood still: they share one allowance, so a fan rightly makes room when the other cabinet's load changes.
const WINDOW_S = 900;
const TURN_PCT = 5;
const STEADY_SHARE = 0.1;

export function createSwings(plan) {
  let worst = 0;
  let seconds = 0;
  let loads = [];
  let fans = [];

  function begin(powers, values) {
    seconds = 0;
    loads = powers.map((power) => ({ low: power, high: power }));
    fans = values.map((value) => ({ extreme: value, direction: 0, turns: 0 }));
  }

  return {
    cycle(image, { decisions }) {
      const powers = plan.cabinets.map(({ powerIn, ratedW }) => (image.channels[powerIn]?.value ?? Number.NaN) / ratedW);
      const values = plan.cabinets.map((cabinet) => {
        return decisions.find(({ output }) => output === cabinet.fans[0].output)?.value ?? 0;
      });
      if (powers.some(Number.isNaN)) return;
      if (loads.length === 0) begin(powers, values);
      loads = loads.map(({ low, high }, index) => {
        return { low: Math.min(low, powers[index]), high: Math.max(high, powers[index]) };
      });
      if (loads.some(({ low, high }) => high - low > STEADY_SHARE)) begin(powers, values);
      fans = fans.map((fan, index) => turned(fan, values[index]));
      seconds += 1;
      if (seconds < WINDOW_S) return;
      worst = Math.max(worst, ...fans.map(({ turns }) => turns));
      begin(powers, values);
    },
    worst: () => worst,
  };
}

function turned({ extreme, direction, turns }, value) {
  const moved = value - extreme;
  if (moved * direction > 0) return { extreme: value, direction, turns };
  if (Math.abs(moved) <= TURN_PCT) return { extreme, direction, turns };
  return { extreme: value, direction: Math.sign(moved), turns: direction === 0 ? turns : turns + 1 };
}
