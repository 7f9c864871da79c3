/** What is known of a row's level. A bound: no louder than this. Over: louder than the meter could tell. */
export const KIND = { level: 0, blank: 1, over: 2, bound: 3 } as const;
