import { counted, formatCount, formatFraction } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { partBar, targetBar } from '../parts/bar.js'
import { emptyWords, filterForm, filterOf, holds, numberOf } from '../parts/filter-form.js'
import { jobsLink, userLink } from '../parts/links.js'
import { pager } from '../parts/pager.js'
import { section } from '../parts/section.js'
import { table } from '../parts/table.js'
import type { ShareInList, UserInList } from '../readings/people.js'

const PAGE = 200

/** Who uses the grid, and how that lies to what each share may use. */
export const usersPage: PageKind = {
  path: '/users',
  place: 'Users and shares',
  async show(look) {
    const { source, asking, query } = look
    const { user } = filterOf(query, ['user'])
    const [shares, all] = await Promise.all([source.shares(asking), source.users(asking)])
    const users = usersOf(all, user)
    const from = numberOf(query, 'from') ?? 0
    return {
      title: 'Users and shares',
      body: html`${section('shares', 'Global shares', shareTable(shares))}
      ${section(
        'users',
        'Users',
        filterForm(look, '/users', [{ name: 'user', label: 'User' }]),
        userTable(look, users.slice(from, from + PAGE), users.length),
        pager(look, '/users', { from: from + PAGE < users.length ? from + PAGE : null }, 'More users'),
      )}`,
    }
  },
}

/** Users whose name holds a word, those with the most running jobs first. */
export function usersOf(users: readonly UserInList[], word: string | undefined): UserInList[] {
  return users
    .filter(({ user }) => holds(user, word))
    .sort((one, other) => other.running - one.running || other.waiting - one.waiting)
}

function shareTable(shares: readonly ShareInList[]): Markup {
  const most = 1.05 * Math.max(0, ...shares.flatMap(({ used, target }) => [used, target ?? 0]))
  return table({
    caption:
      'Cores that each share uses (bar) and may use (line), as parts of the whole; those below another belong to it',
    items: shares,
    empty: 'There are no global shares here: every job is served by its priority alone.',
    columns: [
      {
        title: 'share',
        isText: true,
        cell: ({ share, depth }) => html`<span class="depth-${Math.min(4, depth)}">${share}</span>`,
      },
      { title: 'uses', cell: ({ used }) => formatFraction(used) },
      { title: 'may use', cell: ({ target }) => (target === null ? '–' : formatFraction(target)) },
      { title: 'use and target', isText: true, cell: ({ used, target }) => targetBar(used, target, most) },
      { title: 'running', cell: ({ running }) => formatCount(running) },
      { title: 'waiting', cell: ({ waiting }) => formatCount(waiting) },
      { title: 'it is', isProse: true, cell: ({ used, target, waiting }) => standing(used, target, waiting) },
    ],
  })
}

/** How use lies to the target, in words. */
function standing(used: number, target: number | null, waiting: number): string {
  if (target === null) return 'without a target'
  if (used > 1.1 * target) return 'above its target'
  if (used >= 0.9 * target) return 'at its target'
  return waiting > 0 ? 'below its target, with work that waits' : 'below its target, with no work that waits'
}

function userTable(look: Look, users: readonly UserInList[], all: number): Markup {
  const led = (user: string, count: number, state: string) => jobsLink(look, formatCount(count), { user, state })
  const failedPart = ({ finished, failed }: UserInList) =>
    finished + failed === 0 ? null : failed / (finished + failed)
  return table({
    caption: `${formatCount(users.length)} of ${counted(all, 'user')}, the busiest first; ended attempts are those of the last 24 hours`,
    items: users,
    empty: emptyWords(look.query, ['user', 'from'], 'users', 'they appear here with their first task.'),
    columns: [
      { title: 'user', isText: true, cell: ({ user }) => userLink(look, user) },
      { title: 'tasks', cell: ({ tasks }) => formatCount(tasks) },
      { title: 'waiting', cell: ({ waiting }) => formatCount(waiting) },
      { title: 'running', cell: ({ user, running }) => led(user, running, 'running') },
      { title: 'finished', cell: ({ user, finished }) => led(user, finished, 'finished') },
      { title: 'failed', cell: ({ user, failed }) => led(user, failed, 'failed') },
      {
        title: 'failure rate',
        isExtra: true,
        order: failedPart,
        cell: (one) => {
          const part = failedPart(one)
          return part === null ? '–' : html`${formatFraction(part)} ${partBar(part, 'bad')}`
        },
      },
    ],
  })
}
