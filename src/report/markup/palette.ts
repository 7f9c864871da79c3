/**
 * Colours that colour-blind readers tell apart: Okabe and Ito, "Color Universal Design" (2008). No meaning rests on
 * colour alone: lines differ in dash and weight, verdicts in their sign, gaps are hatched.
 */

export const palette = {
  ink: '#1a1a1a',
  faint: '#5f6368',
  rule: '#d0d3d6',
  paper: '#ffffff',
  shade: '#f4f5f6',
  blue: '#0072b2',
  sky: '#56b4e9',
  orange: '#e69f00',
  vermilion: '#d55e00',
  green: '#007a5a',
} as const;
