import { colourVariables } from './policy-colours.js'

/** The style sheet of a report: light and dark, on paper, from a telephone to a desk. */
export const style = `
:root { color-scheme: light dark; --ground: #ffffff; --text: #1c1f23; --soft: #565d66; --line: #d5d9de; --raised: #f4f6f8;
  ${colourVariables('light')} }
@media screen and (prefers-color-scheme: dark) {
  :root { --ground: #14171a; --text: #e6e8ea; --soft: #a4abb3; --line: #363c43; --raised: #1e2226;
    ${colourVariables('dark')} }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif;
  -webkit-text-size-adjust: 100%; }
main { max-width: 77rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 2.75rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 .5rem; }
p, li { max-width: 44rem; overflow-wrap: anywhere; }
.question { font-size: 1.1rem; color: var(--soft); margin: 0; }
.verdict { background: var(--raised); border-left: 4px solid var(--policy-0); padding: .9rem 1.1rem; margin: 1.25rem 0 0; }
.verdict p { margin: 0; font-size: 1.1rem; font-weight: 600; }
.verdict ul { margin: .5rem 0 0; padding-left: 1.2rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; }
.scroll:focus-visible { outline: 2px solid var(--policy-0); }
table { border-collapse: collapse; width: 100%; font-size: .8125rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .6rem .75rem; color: var(--soft); }
th, td { padding: .4rem .42rem; border-top: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
thead th { vertical-align: bottom; white-space: normal; font-weight: 600; background: var(--raised); min-width: 5rem; }
th[scope=row], th.text, td.text { text-align: left; }
tbody th { position: sticky; left: 0; background: var(--ground); font-weight: 600; }
tbody th, td.text { max-width: 16rem; overflow-wrap: break-word; white-space: normal; }
tbody th { min-width: 8.5rem; }
td small { display: block; color: var(--soft); font-size: .78rem; }
.key { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .5em; }
code { font: .8125rem ui-monospace, monospace; }
figure { margin: 2rem 0; }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption { color: var(--soft); font-size: .875rem; margin-top: .5rem; max-width: 44rem; }
.narrow { display: none; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1rem 0; }
dl div { background: var(--raised); border-radius: 4px; padding: .6rem .8rem; }
dt { color: var(--soft); font-size: .8125rem; }
dd { margin: 0; font-size: 1.1rem; font-weight: 600; font-variant-numeric: tabular-nums; }
@media (max-width: 900px) {
  .wide { display: none; }
  .narrow { display: block; }
  .narrow svg { margin: 0 auto; }
}
@media (max-width: 420px) { tbody th { min-width: 7.5rem; max-width: 8.5rem; } th, td { padding: .4rem .5rem; } }
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  .wide { display: block; }
  .narrow { display: none; }
  .scroll { overflow: visible; border: 0; }
  table { font-size: 7.5pt; }
  th, td { padding: .2rem .3rem; }
  thead th { min-width: 0; }
  tbody th { position: static; min-width: 0; }
  figure, tr, .verdict, dl div { break-inside: avoid; }
}`
