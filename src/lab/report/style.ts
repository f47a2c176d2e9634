import { palette } from '../../page/palette.js'
import { phaseVariables } from './phases.js'
import { colourVariables } from './policy-colours.js'

/** The style sheet of a report of so many policies: light and dark, on paper, from a telephone to a desk. */
export function style(policies: number): string {
  const places = Array.from({ length: policies }, (_, place) => place)
  return `
:root { color-scheme: light dark; ${palette.light} ${colourVariables('light', policies)} ${phaseVariables('light')} }
@media screen and (prefers-color-scheme: dark) {
  :root { ${palette.dark} ${colourVariables('dark', policies)} ${phaseVariables('dark')} }
}
${places.map(leftOut).join('\n')}
${sheet}`
}

/** What belongs to a policy that the reader has left out: its rows and columns, its panels, its marks. */
function leftOut(place: number): string {
  const marks = ['fill', 'stroke'].map((paint) => `.without-${place} svg [${paint}="var(--policy-${place})"]`)
  return `.without-${place} [data-policy="${place}"], ${marks.join(', ')} { display: none; }`
}

const sheet = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif;
  -webkit-text-size-adjust: 100%; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; z-index: 3; background: var(--ground); padding: .5rem .75rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; overflow-wrap: anywhere; text-wrap: balance; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 3rem 0 .75rem; padding-top: .9rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p, li { max-width: 44rem; overflow-wrap: anywhere; }
.question { font-size: 1.15rem; color: var(--soft); margin: 0; }
.facts { color: var(--soft); margin: .4rem 0 0; }
.verdict { background: var(--raised); border-left: 4px solid var(--accent); padding: 1rem 1.2rem; margin: 1.25rem 0 0; }
.verdict h2 { border: 0; margin: 0 0 .25rem; padding: 0; font-size: .875rem; color: var(--soft); font-weight: 600; }
.verdict p { margin: 0; font-size: 1.2rem; line-height: 1.4; font-weight: 600; }
.verdict dl, .checks { display: block; margin: .75rem 0 0; }
.verdict dl div, .checks div { background: none; border-radius: 0; padding: .4rem 0; border-top: 1px solid var(--line); display: grid; grid-template-columns: 8.5rem 1fr; gap: 0 1rem; }
.verdict dt { font-weight: 600; grid-row: 1 / span 20; padding-top: .1rem; }
.verdict dd + dd { margin-top: .2rem; }
.verdict dd, .checks dd { grid-column: 2; font-size: 1rem; font-weight: 400; max-width: 44rem; overflow-wrap: anywhere; }
nav { font-size: .9rem; margin: 1.5rem 0 0; }
nav h2, #filters h2 { font-size: .875rem; color: var(--soft); margin: 0 0 .35rem; padding: 0; border: 0; }
nav ol { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
#filters { display: none; font-size: .9rem; margin: 1.25rem 0 0; }
.scripted #filters { display: block; }
#filters summary { margin-bottom: .35rem; }
#filters fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
#filters legend { padding: 0; margin: 0 0 .25rem; font-weight: 600; color: var(--soft); float: left; width: 100%; }
#filters label { display: flex; align-items: center; gap: .4rem; min-height: 1.75rem; overflow-wrap: anywhere; }
#filters .search { display: block; margin-top: .6rem; color: var(--soft); font-weight: 600; }
#filters input[type=checkbox] { width: 1.05rem; height: 1.05rem; margin: 0; flex: none; }
#filters input[type=search] { display: block; width: 100%; max-width: 18rem; font: inherit; margin-top: .2rem; padding: .3rem .5rem;
  color: inherit; background: var(--ground); border: 1px solid var(--soft); border-radius: 4px; }
#site-found { color: var(--soft); min-height: 1.5em; margin: .2rem 0 0; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .6rem .75rem; color: var(--soft); }
th, td { padding: .4rem .6rem; border-top: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
thead th { vertical-align: bottom; white-space: normal; font-weight: 600; background: var(--raised); }
th[scope=row], thead th:first-child, th.text, td.text { text-align: left; }
tbody th { position: sticky; left: 0; background: var(--ground); font-weight: 600; min-width: 8.5rem; }
tbody th, td.text { max-width: 18rem; overflow-wrap: break-word; white-space: normal; }
th button { all: unset; cursor: pointer; }
th button:hover { text-decoration: underline; }
th button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
th[aria-sort=ascending] button::after { content: ' ▲'; }
th[aria-sort=descending] button::after { content: ' ▼'; }
td small { display: block; color: var(--soft); font-size: .8rem; }
.key { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .45em; flex: none; }
#filters .key { margin-right: 0; }
code { font: .8125rem ui-monospace, monospace; }
figure { margin: 2rem 0 2.5rem; }
figure svg { display: block; max-width: 100%; height: auto; overflow: visible; }
.panel { margin: .75rem 0; }
.panel-heading { font-size: .9rem; font-weight: 600; margin: 0 0 .1rem; }
figcaption { color: var(--soft); font-size: .9rem; margin-top: .5rem; max-width: 44rem; }
details.data { margin-top: .4rem; font-size: .875rem; }
summary { cursor: pointer; color: var(--accent); width: fit-content; padding: .15rem 0; }
details.data .scroll { max-height: 20rem; overflow: auto; width: fit-content; max-width: 100%; }
details.data table { font-size: .8125rem; width: auto; }
details.data thead th { position: sticky; top: 0; }
.aside { color: var(--soft); }
.narrow { display: none; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0; }
dl div { background: var(--raised); border-radius: 4px; padding: .6rem .8rem; }
dt { color: var(--soft); font-size: .8125rem; }
dd { margin: 0; font-size: 1.1rem; font-weight: 600; font-variant-numeric: tabular-nums; }
#chapters { outline: none; }
#tip { position: fixed; z-index: 4; max-width: min(24rem, calc(100vw - 1rem)); padding: .3rem .55rem; font-size: .85rem; pointer-events: none;
  overflow-wrap: anywhere; color: var(--ground); background: var(--text); border-radius: 4px; }
#tip[hidden] { display: none; }
.mark-rect path { shape-rendering: crispEdges; }
svg [data-tip]:hover { stroke: var(--text); stroke-width: 1.5; opacity: 1; }
svg .ghost [data-tip]:hover { stroke: none; opacity: .12; }
svg .other { opacity: .12; }
@media screen and (min-width: 1240px) {
  main { max-width: 78rem; display: grid; grid-template-columns: 14rem minmax(0, 58rem); column-gap: 3rem; grid-template-rows: auto 1fr; }
  .opening, #chapters { grid-column: 2; }
  .side { grid-column: 1; grid-row: 1 / span 2; position: sticky; top: 1.5rem; align-self: start;
    max-height: calc(100vh - 3rem); overflow-y: auto; padding: .2rem; }
  nav { margin: 0; }
  nav ol, #filters fieldset { display: grid; gap: .15rem; }
}
@media (max-width: 900px) {
  .wide { display: none; }
  .narrow { display: block; }
  .narrow svg { margin: 0 auto; }
}
@media (max-width: 600px) { .verdict dl div, .checks div { grid-template-columns: 1fr; } .verdict dd, .checks dd { grid-column: 1; } .verdict dt { grid-row: auto; } }
@media (max-width: 420px) { tbody th { min-width: 7.5rem; max-width: 8.5rem; } th, td { padding: .4rem .5rem; } }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print {
  html { font-size: 10pt; }
  body { font-size: 1rem; line-height: 1.4; }
  main { max-width: none; padding: 0; }
  .skip, nav, .scripted #filters, details.data { display: none; }
  .wide { display: block; }
  .narrow { display: none; }
  .scroll { overflow: visible; border: 0; }
  table { font-size: .8rem; }
  th, td { padding: .2rem .3rem; }
  tbody th { position: static; min-width: 0; }
  h2, h3, .panel-heading { break-after: avoid; }
  .panel, figcaption, tr, .verdict, dl div { break-inside: avoid; }
}
`
