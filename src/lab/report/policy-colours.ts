/**
 * Colours for up to eight policies, told apart with the common kinds of colour blindness, each with at least three to
 * one against its ground. Charts name them by CSS variable, so that one drawing serves light and dark.
 */
const light = ['#0072b2', '#c24e00', '#008060', '#b6508a', '#8a6a00', '#2f8fc0', '#5b4bb5', '#666666']
const dark = ['#56b4e9', '#f0883e', '#2ec4a0', '#e29ac6', '#e6c229', '#9ad0f5', '#a99bf0', '#bbbbbb']

/** Lengths of dash and gap, so that lines can also be told apart without colour. */
const dashes = [
  [1, 0],
  [8, 3],
  [2, 2],
  [8, 3, 2, 3],
  [4, 2],
  [12, 3],
  [1, 3],
  [6, 2, 1, 2, 1, 2],
]

/** The declarations of the variables for one scheme. */
export function colourVariables(scheme: 'light' | 'dark'): string {
  return (scheme === 'light' ? light : dark).map((colour, index) => `--policy-${index}: ${colour};`).join(' ')
}

/** The colour of the policy at a place in the comparison, for SVG and CSS. Beyond eight they come round again. */
export function policyColour(place: number): string {
  return `var(--policy-${place % light.length})`
}

/** The dash pattern that goes with the colour. */
function policyDash(place: number): number[] {
  return dashes[place % dashes.length]
}

/** A scale of vega-lite for each of colour and dash, in the order of the comparison. */
export function policyScales(policies: readonly string[]): {
  colour: { domain: string[]; range: string[] }
  dash: { domain: string[]; range: number[][] }
} {
  const domain = [...policies]
  return {
    colour: { domain, range: domain.map((_, place) => policyColour(place)) },
    dash: { domain, range: domain.map((_, place) => policyDash(place)) },
  }
}
