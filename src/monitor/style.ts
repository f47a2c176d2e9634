import { palette, seriesColours } from '../page/palette.js'

const marks = {
  light: '--good: #00703c; --bad: #b3261e; --busy: #0062a3;',
  dark: '--good: #5fd08f; --bad: #ff8a80; --busy: #7cc0f0;',
}

function toneVariables(scheme: 'light' | 'dark'): string {
  return seriesColours[scheme].map((colour, index) => `--tone-${index}: ${colour};`).join(' ')
}

function toneRules(): string {
  return seriesColours.light
    .map(
      (_, index) =>
        `.line.tone-${index} { stroke: var(--tone-${index}); } :is(.area, .dot, .part).tone-${index} { fill: var(--tone-${index}); } .key.tone-${index} { background: var(--tone-${index}); }`,
    )
    .join('\n')
}

/** The style sheet of the monitor: light and dark, from a telephone to a wall. */
export const style = `
:root { color-scheme: light dark; ${palette.light} ${marks.light} ${toneVariables('light')} }
@media (prefers-color-scheme: dark) { :root { ${palette.dark} ${marks.dark} ${toneVariables('dark')} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; -webkit-text-size-adjust: 100%; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; z-index: 3; background: var(--ground); padding: .5rem .75rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.5rem; padding: .6rem 1rem; background: var(--raised); border-bottom: 1px solid var(--line); }
header p { margin: 0; }
.world a { font-weight: 700; text-decoration: none; color: var(--text); }
.world span, .signing { color: var(--soft); font-size: .875rem; }
.signing { margin-left: auto; }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 .9rem; }
nav a { display: inline-block; padding: .3rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav a[aria-current] { font-weight: 700; color: var(--text); border-bottom: 3px solid var(--accent); }
.moment { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; padding: .5rem 1rem; border-bottom: 1px solid var(--line); }
.moment input { flex: 1 1 14rem; accent-color: var(--accent); }
.moment output { font-variant-numeric: tabular-nums; }
.stale { margin: 0; padding: .4rem 1rem; background: var(--raised); border-bottom: 2px solid var(--bad); font-weight: 600; }
main { max-width: 84rem; margin: 0 auto; padding: 1rem; outline: none; }
main.beside { max-width: none; display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 2rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
p, li, dd { overflow-wrap: anywhere; }
a, td, dd, code { unicode-bidi: isolate; }
.empty, .aside { color: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .6rem; margin: 0 0 1rem; }
.figures div { background: var(--raised); border-radius: 4px; padding: .5rem .75rem; }
dt { color: var(--soft); font-size: .8125rem; }
dd { margin: 0; }
.figures div { display: flex; flex-direction: column; justify-content: space-between; }
.figures dd { font-size: 1.1rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.pairs div { display: grid; grid-template-columns: minmax(7rem, 12rem) 1fr; gap: 0 1rem; padding: .25rem 0; border-top: 1px solid var(--line); }
.pairs { margin: 0; }
.pairs.short { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 0 2rem; }
.provenance { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0; }
.provenance div { display: flex; gap: .4rem; align-items: baseline; }
footer details { margin-top: .4rem; }
footer { border-top: 1px solid var(--line); padding: .75rem 1rem; font-size: .8125rem; color: var(--soft); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; width: fit-content; min-width: min(40rem, 100%); max-width: 100%; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .5rem .7rem; color: var(--soft); }
th, td { padding: .35rem .7rem; border-top: 1px solid var(--line); vertical-align: top; }
th.number, td.number { text-align: right; white-space: nowrap; }
th.text, td.text { text-align: left; max-width: 18rem; overflow-wrap: break-word; }
th.prose, td.prose { min-width: 14rem; max-width: 28rem; }
td time, th time { white-space: nowrap; }
caption span { position: sticky; left: .7rem; display: inline-block; max-width: calc(100vw - 3.5rem); }
thead th { background: var(--raised); vertical-align: bottom; }
tbody th { font-weight: 400; }
th button { all: unset; cursor: pointer; }
th button:hover { text-decoration: underline; }
th button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
th[aria-sort=ascending] button::after { content: ' ▲'; }
th[aria-sort=descending] button::after { content: ' ▼'; }
.state { white-space: nowrap; }
.state::before { content: '○ '; color: var(--soft); }
.state.good::before { content: '● '; color: var(--good); }
.state.bad::before { content: '▲ '; color: var(--bad); }
.state.busy::before { content: '◐ '; color: var(--busy); }
.filter { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem .75rem; margin: 0 0 1rem; }
.filter label span { display: block; font-size: .8125rem; color: var(--soft); }
input, select, button { font: inherit; color: inherit; }
.filter input, .filter select { width: 9rem; height: 2.1rem; padding: .25rem .4rem; background: var(--ground); border: 1px solid var(--soft); border-radius: 4px; }
.columns fieldset { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0 0; padding: .25rem .75rem .5rem; border: 1px solid var(--line); border-radius: 4px; }
.columns input { width: auto; height: auto; }
.columns summary { padding: .25rem 0; }
form button { padding: .25rem .75rem; background: var(--raised); border: 1px solid var(--soft); border-radius: 4px; cursor: pointer; }
.filter select { width: auto; min-width: 9rem; max-width: 100%; }
.saved { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: 0 0 1rem; }
.saved:empty { display: none; }
.saved button { all: unset; cursor: pointer; color: var(--soft); padding: 0 .3rem; }
.saved button:focus-visible { outline: 3px solid var(--accent); }
.pager { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .75rem 0; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1rem; }
.choices { margin: 0 0 .5rem; color: var(--soft); }
.sentences { margin: .5rem 0; padding-left: 1.2rem; }
.courses { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); gap: 1rem 2rem; }
figure { margin: 0; }
figcaption { font-weight: 600; font-size: .9rem; }
.course svg { display: block; width: 100%; height: auto; }
.grid { stroke: var(--line); stroke-width: 1; }
.tick { fill: var(--soft); font-size: 12px; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.area { stroke: var(--ground); stroke-width: .5; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0 1rem; padding: 0; margin: .25rem 0 0; font-size: .8125rem; }
.key { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-right: .35em; }
${toneRules()}
.bar { display: inline-block; width: 5rem; height: .6rem; background: var(--line); border-radius: 3px; vertical-align: middle; }
.mark { stroke: var(--text); stroke-width: 2; vector-effect: non-scaling-stroke; }
.stacked { margin: 1rem 0; }
.stacked svg { display: block; width: 100%; height: 1.25rem; background: var(--line); border-radius: 3px; }
.part.good { fill: var(--good); } .part.bad { fill: var(--bad); } .part.busy { fill: var(--busy); } .part.idle { fill: var(--soft); } .part.soft { fill: var(--tone-4); }
.key.good { background: var(--good); } .key.bad { background: var(--bad); } .key.busy { background: var(--busy); } .key.idle { background: var(--soft); } .key.soft { background: var(--tone-4); }
.matrix table { width: auto; font-size: .75rem; }
.matrix caption span { width: 30rem; }
.matrix th, .matrix td { padding: .15rem .35rem; }
.matrix thead th { vertical-align: bottom; text-align: left; }
.matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; max-height: 12rem; overflow: hidden; text-overflow: ellipsis; }
.matrix tbody th { position: sticky; left: 0; background: var(--ground); white-space: nowrap; max-width: 10rem; overflow: hidden; text-overflow: ellipsis; }
.shade-1 { background: color-mix(in srgb, var(--accent) 8%, transparent); } .shade-2 { background: color-mix(in srgb, var(--accent) 16%, transparent); } .shade-3 { background: color-mix(in srgb, var(--accent) 24%, transparent); } .shade-4 { background: color-mix(in srgb, var(--accent) 34%, transparent); }
.depth-1 { margin-left: 1rem; } .depth-2 { margin-left: 2rem; } .depth-3 { margin-left: 3rem; } .depth-4 { margin-left: 4rem; }
.lead { font-size: 1.05rem; margin: 0 0 1rem; }
.notice { border-left: 4px solid var(--soft); background: var(--raised); border-radius: 0 4px 4px 0; padding: .5rem .75rem; margin: 0 0 1rem; }
.notice.good { border-color: var(--good); } .notice.bad { border-color: var(--bad); } .notice.busy { border-color: var(--busy); }
code, pre { font: .8125rem/1.45 ui-monospace, monospace; }
pre { background: var(--raised); border-radius: 4px; padding: .6rem .75rem; overflow: auto; max-height: 24rem; }
@media (max-width: 700px) {
  .extra { display: none; }
  main { padding: .75rem; }
  main.beside { grid-template-columns: 1fr; }
  th.text, td.text { max-width: 13rem; }
  th.prose, td.prose { min-width: 11rem; max-width: 16rem; }
  h1 { font-size: 1.25rem; }
  .filter label { flex: 1 1 40%; }
  .filter input, .filter select { width: 100%; }
  .pairs div { grid-template-columns: 1fr; }
}
@media print { header nav, .moment, .filter, .pager { display: none; } .scroll { overflow: visible; border: 0; } }
`
