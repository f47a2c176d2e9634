import { formatCount, formatFraction, formatNumber } from '../../model/format.js'
import { html, type Content, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { partBar } from '../parts/bar.js'
import { queueLink } from '../parts/links.js'
import { notTold } from '../parts/not-told.js'
import { notice } from '../parts/notice.js'
import { section } from '../parts/section.js'
import { table } from '../parts/table.js'
import { NotTold } from '../readings/not-told.js'
import type { PolicyTold, WhatIf } from '../readings/policy.js'

/** What the policy refuses and weighs, and what another value of a constant would have done. */
export const policyPage: PageKind = {
  path: '/policy',
  place: 'Policy',
  async show(look) {
    const told = await look.source.policy(look.asking)
    return {
      title: `Policy ${told.policy}`,
      body: html`<p class="lead">${told.basis}</p>
        ${section('steps', 'Steps, in the order in which they judge', steps(told))}
        ${section('weighers', 'Weighers, whose factors are multiplied', weighers(told))}
        ${section('what-if', 'What a changed constant would have done', form(look, told), await outcome(look, told))}
        ${section('constants', 'Constants', constants(told))}`,
    }
  },
}

function steps({ steps: all }: PolicyTold): Markup {
  const partOf = ({ judged, refused }: (typeof all)[number]) => (judged === 0 ? 0 : refused / judged)
  return table({
    caption: 'How many of the queues that came to a step it refused, over all bunches',
    items: all,
    empty: 'The policy has no steps: it takes every queue.',
    columns: [
      { title: 'step', isText: true, cell: ({ step }) => step },
      { title: 'judged', cell: ({ judged }) => formatCount(judged) },
      { title: 'refused', cell: ({ refused }) => formatCount(refused) },
      {
        title: 'refusal rate',
        order: partOf,
        cell: (step) => html`${formatFraction(partOf(step))} ${partBar(partOf(step), 'bad')}`,
      },
      { title: 'what it looks at', isProse: true, cell: ({ text }) => text },
    ],
  })
}

function weighers({ weighers: all }: PolicyTold): Markup {
  return table({
    caption: 'The weight of a queue is the product of these',
    items: all,
    empty: 'The policy has no weighers: every queue that passes is as good as another.',
    columns: [
      { title: 'weigher', isText: true, cell: ({ weigher }) => weigher },
      { title: 'what it favours', isProse: true, cell: ({ text }) => text },
    ],
  })
}

function constants({ constants: all }: PolicyTold): Markup {
  return table({
    caption: 'Values in force, and the usual ones',
    items: all,
    empty: 'The policy has no constants.',
    columns: [
      { title: 'constant', isText: true, cell: ({ name }) => name },
      { title: 'value', order: ({ value }) => value, cell: ({ value, usual }) => marked(value, value !== usual) },
      { title: 'usual', order: ({ usual }) => usual, cell: ({ usual }) => exact(usual) },
    ],
  })
}

function marked(value: number, isChanged: boolean): Content {
  return isChanged ? html`<strong>${exact(value)}</strong> (changed)` : exact(value)
}

/** All digits: a constant is compared with what stands in a file. */
function exact(value: number): string {
  return String(value)
}

function form({ query, link }: Look, { constants: all }: PolicyTold): Markup | undefined {
  if (all.length === 0) return html`<p class="empty">There is no constant to change.</p>`
  const kept = ['at', 'run', 'beside'].filter((name) => query.has(name))
  const asked = query.get('constant')
  return html`<form class="filter" method="get" action="${link('/policy').split('?')[0]}#what-if">
    ${kept.map((name) => html`<input type="hidden" name="${name}" value="${query.get(name) ?? ''}" />`)}
    <label
      ><span>Constant</span>
      <select name="constant">
        ${all.map(({ name }) => html`<option${name === asked ? html` selected` : undefined}>${name}</option>`)}
      </select></label
    >
    <label
      ><span>Value</span>
      <input name="value" required inputmode="decimal" autocomplete="off" value="${query.get('value') ?? ''}"
    /></label>
    <button type="submit">Try it</button>
  </form>`
}

async function outcome(look: Look, told: PolicyTold): Promise<Markup | undefined> {
  const { source, asking, query } = look
  const constant = query.get('constant')
  const word = query.get('value')?.trim() ?? ''
  if (constant === null) return undefined
  if (word === '' || !Number.isFinite(Number(word)))
    return notice('bad', `“${word}” is no number: a value such as 0.5, 20 or 1e9 is needed.`)
  if (!told.constants.some(({ name }) => name === constant))
    return notice('bad', `The policy ${told.policy} has no constant “${constant}”.`)
  const found = await source.whatIf(asking, constant, Number(word))
  if (found instanceof NotTold) return notTold(look, found)
  return found === undefined
    ? notice(
        'busy',
        `What ${constant} = ${word} would have done cannot be told: it is no value that this constant can have.`,
      )
    : difference(look, found)
}

function difference(look: Look, { constant, value, bunches, moved, unplaced, placed, byQueue, basis }: WhatIf): Markup {
  const changed = byQueue.filter(({ before, after }) => before !== after)
  const text =
    moved + unplaced + placed === 0
      ? `With ${constant} = ${exact(value)} all ${formatCount(bunches)} bunches would go where they go as things stand.`
      : `With ${constant} = ${exact(value)}, of ${formatCount(bunches)} bunches ${formatCount(moved)} would go elsewhere, ` +
        `${formatCount(unplaced)} would find no place any more, and ${formatCount(placed)} would find one that have none.`
  return html`${notice(unplaced > 0 ? 'bad' : moved + placed > 0 ? 'busy' : 'good', text)}
  ${basis === undefined ? undefined : html`<p>${basis}</p>`}
  ${table({
    caption: 'Queues that would have more or fewer bunches',
    items: [...changed].sort((one, other) => Math.abs(other.after - other.before) - Math.abs(one.after - one.before)),
    empty: 'No queue would have more or fewer bunches.',
    columns: [
      { title: 'queue', isText: true, cell: ({ queue }) => queueLink(look, queue) },
      { title: 'before', cell: ({ before }) => formatNumber(before) },
      { title: 'after', cell: ({ after }) => formatNumber(after) },
      {
        title: 'difference',
        order: ({ before, after }) => after - before,
        cell: ({ before, after }) => `${after > before ? '+' : '−'}${formatNumber(Math.abs(after - before))}`,
      },
    ],
  })}`
}
