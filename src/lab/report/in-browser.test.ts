import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { browserArguments, findBrowser, skipWords } from '../../page/testing/find-browser.js'
import { fakeRun, fakeStudy } from '../testing/fake-runs.js'
import { reportPage } from './page.js'

const browser = findBrowser()

/** What a reader does, in the words of the page's own script; it answers as JSON in the title. */
const reader = `
const click = (element) => element.dispatchEvent(new MouseEvent('click', { bubbles: true }))
const names = () => [...document.querySelectorAll('#worse tr[data-site]')].filter((row) => !row.hidden).map((row) => row.dataset.site)
const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => getComputedStyle(element).display !== 'none').length
const told = {}
told.areFolded = !document.querySelector('#filters details').open
told.columns = [shown('#measures [data-policy="1"]')]
const box = document.querySelector('#filters [value="1"]')
box.checked = false
box.dispatchEvent(new Event('change'))
told.columns.push(shown('#measures [data-policy="1"]'), shown('#wait-by-policy .wide svg [fill="var(--policy-1)"]'))
told.sites = [names()]
const sort = document.querySelector('#worse table:has(tr[data-site]) thead button')
click(sort)
told.sites.push(names())
click(sort)
told.sites.push(names(), [document.querySelector('th[aria-sort]').getAttribute('aria-sort')])
const search = document.getElementById('site-search')
search.value = 'bn'
search.dispatchEvent(new Event('input'))
told.sites.push(names())
told.status = document.getElementById('site-found').textContent
const mark = document.querySelector('#wait-by-policy .wide [data-tip]')
mark.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX: 5, clientY: 5 }))
const tip = document.getElementById('tip')
told.tip = [tip.hidden, tip.textContent]
document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
told.tip.push(tip.hidden)
document.title = JSON.stringify(told)
`

const inBrowser = browser === undefined ? test.skip : test

inBrowser(`the page answers to its reader in a browser${skipWords(browser)}`, async (t) => {
  t.timeout(120_000, 'a browser on a busy machine')
  const runs = ['1', '2'].flatMap((seed) => [
    fakeRun({ policy: 'production', seed, meanWaitSeconds: 3_000 }),
    withWaits(fakeRun({ policy: 'random', seed, meanWaitSeconds: 9_000 })),
  ])
  const page = await reportPage(fakeStudy({ runs }))
  const open = page.replace(/<meta http-equiv[^>]*>/, '').replace('</body>', `<script>{${reader}}</script></body>`)
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-page-'))
  try {
    await writeFile(join(folder, 'page.html'), open)
    const args = ['--headless', ...browserArguments, '--window-size=800,600', `--user-data-dir=${folder}`, '--dump-dom']
    const { stdout } = await promisify(execFile)(browser!, [...args, `file://${folder}/page.html`], {
      maxBuffer: 1e8,
    })
    const [, title] = /<title>([^<]*)<\/title>/.exec(stdout)!
    const { columns, ...answers } = JSON.parse(title.replaceAll('&quot;', '"')) as { columns: number[] }
    t.true(columns[0] > 10, 'a column of the policy for each measure')
    t.deepEqual(columns.slice(1), [0, 0])
    t.deepEqual(answers, {
      areFolded: true,
      sites: [['CERN', 'BNL', 'LYON'], ['BNL', 'CERN', 'LYON'], ['LYON', 'CERN', 'BNL'], ['descending'], ['BNL']],
      status: 'One row in the tables.',
      tip: [false, 'production, seed 1: 50 min', true],
    })
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

/** Shorter waits at all sites, so that the better policy is worse at each. */
function withWaits(run: ReturnType<typeof fakeRun>): ReturnType<typeof fakeRun> {
  return { ...run, sites: run.sites.map((site, index) => ({ ...site, meanWaitSeconds: 100 * (index + 1) })) }
}
