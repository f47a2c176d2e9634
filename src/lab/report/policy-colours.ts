import { html, type Markup } from '../../page/html.js'
import { seriesColours } from '../../page/palette.js'

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

/** The declarations of the variables of so many policies for one scheme. Beyond eight colours come round again. */
export function colourVariables(scheme: 'light' | 'dark', policies: number): string {
  const colours = seriesColours[scheme]
  return Array.from({ length: policies }, (_, place) => `--policy-${place}: ${colours[place % colours.length]};`).join(
    ' ',
  )
}

/** A dot in the colour of a policy, to stand before its name. */
export function policyKey(place: number): Markup {
  return html`<span class="key" style="background: ${policyColour(place)}"></span>`
}

/** The colour of the policy at a place in the comparison, for SVG and CSS: a variable, which names the policy too. */
function policyColour(place: number): string {
  return `var(--policy-${place})`
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
