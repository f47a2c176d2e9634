import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'ava'
import { type Browser, chromium, type Page } from 'playwright-core'
import { barriers } from '../page/testing/barriers.js'
import { browserArguments, findBrowser, skipWords } from '../page/testing/find-browser.js'
import { NotTold } from './readings/not-told.js'
import { ask, ROOT } from './testing/ask.js'
import { stageDatasets, stageNetwork } from './testing/stage-places.js'
import { emptyWorld, StageSource, stageAbout } from './testing/stage-source.js'

const browserPath = findBrowser()
const inBrowser = browserPath === undefined ? test.skip : test

const lists = ['/', '/jobs', '/tasks', '/queues', '/users', '/network', '/data', '/workers', '/errors']
const one = [
  '/jobs?columns=site,created',
  '/jobs/4713',
  '/tasks/21',
  '/queues/BNL_PROD',
  '/policy?constant=maxQueuedPerRunning&value=3',
  '/nowhere',
]
const pages = [...lists, ...one]
/** Ways to look; words have the same colours at every width, so that these are judged once for light and dark. */
const screens = [
  { width: 1280, colorScheme: 'light', rules: undefined },
  { width: 390, colorScheme: 'dark', rules: ['color-contrast', 'scrollable-region-focusable', 'target-size'] },
] as const

let server: Server
let browser: Browser
let top: string
/** What the server shows under each of its names. */
const runAbout = { ...stageAbout, world: 'results', hasPast: true } as const
const run = (title: string) => new StageSource({ about: { ...runAbout, title } })
const worlds: Record<string, readonly StageSource[]> = {
  live: [new StageSource({ network: stageNetwork(12), datasets: stageDatasets.slice(0, 10) })],
  empty: [new StageSource(emptyWorld)],
  runs: [run('One'), run('Two')],
}

test.before(async (t) => {
  if (browserPath === undefined) return
  t.timeout(120_000, 'a browser on a busy machine')
  server = createServer((request, response) => {
    const { pathname, search, searchParams } = new URL(request.url!, 'http://monitor.test')
    const world = worlds[searchParams.get('world') ?? ''] ?? worlds['live']
    void ask(`${pathname.slice(ROOT.length)}${search}`, ...world).then(({ status, type, headers, body }) =>
      response.writeHead(status, { 'content-type': type, ...headers }).end(body),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  top = `http://127.0.0.1:${(server.address() as AddressInfo).port}${ROOT}`
  browser = await chromium.launch({ executablePath: browserPath, args: browserArguments })
})

test.after.always(async () => {
  await browser?.close()
  server?.closeAllConnections()
  server?.close()
})

inBrowser(
  `no page has a barrier or scrolls sideways, wide or narrow, light or dark${skipWords(browserPath)}`,
  async (t) => {
    t.timeout(120_000, 'a browser on a busy machine')
    const { page, complaints } = await open(1280, 'light')
    for (const address of pages) {
      await page.goto(`${top}${address}`)
      for (const { width, colorScheme, rules } of screens) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        t.deepEqual(await barriers(page, rules), [], `${address} at ${width} px, ${colorScheme}`)
      }
    }
    t.deepEqual(
      complaints.filter((text) => !text.includes('404')),
      [],
    )
  },
)

inBrowser(`empty worlds and two runs have no barriers either${skipWords(browserPath)}`, async (t) => {
  t.timeout(120_000, 'a browser on a busy machine')
  const { page, complaints } = await open(1280, 'dark')
  for (const address of ['/?world=empty', '/tasks?world=empty', '/tasks/21?world=runs&beside=1', '/jobs?world=runs']) {
    await page.goto(`${top}${address}`)
    t.deepEqual(await barriers(page), [], address)
  }
  t.deepEqual(complaints, [])
})

inBrowser(
  `a click on a head sorts by what its cells mean, a second one the other way round${skipWords(browserPath)}`,
  async (t) => {
    const { page } = await open(1280, 'light')
    await page.goto(`${top}/jobs`)
    const ids = () => page.locator('tbody th').allTextContents()
    const head = page.getByRole('columnheader', { name: 'for' })
    await head.getByRole('button').click()
    t.deepEqual(await ids(), ['4715', '4713', '4714', '4712', '4711', '4710'], '30 s before 1 h 7 min before 1 d')
    await page.keyboard.press('Enter')
    t.is((await ids())[0], '4710')
    t.is(await head.getAttribute('aria-sort'), 'descending')
  },
)

inBrowser(`a search is saved, found again and forgotten${skipWords(browserPath)}`, async (t) => {
  const { page } = await open(1280, 'light')
  page.on('dialog', (dialog) => void dialog.accept('Lost <b>jobs</b>'))
  await page.goto(`${top}/jobs`)
  await page.getByRole('combobox', { name: 'State' }).selectOption('failed')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByRole('button', { name: 'Save this search' }).click()
  await page.goto(`${top}/jobs`)
  await page.getByRole('link', { name: 'Lost <b>jobs</b>' }).click()
  await page.waitForURL(/state=failed/)
  await page.getByRole('button', { name: /^Forget the search/ }).click()
  await page.waitForFunction('document.querySelectorAll(".saved li").length === 0')
  t.is(await page.locator('.saved li').count(), 0)
})

inBrowser(
  `a live page shows itself anew, and leaves alone what somebody writes, chose or sorted${skipWords(browserPath)}`,
  async (t) => {
    const { page } = await open(1280, 'light', true)
    await page.goto(`${top}/jobs`)
    await refreshed(page)
    t.is(await page.locator('#mark').count(), 0, 'a mark in the old page is gone')
    await page.getByRole('columnheader', { name: 'priority' }).getByRole('button').click()
    await page.locator('body').click({ position: { x: 1_000, y: 5 } })
    await refreshed(page)
    t.is(await page.locator('#mark').count(), 0)
    t.is(await page.getByRole('columnheader', { name: 'priority' }).getAttribute('aria-sort'), 'ascending')
    await page.getByRole('textbox', { name: 'Queue' }).pressSequentially('BNL')
    await mark(page)
    await page.clock.runFor(20_000)
    t.is(await page.locator('#mark').count(), 1)
    t.is(await page.getByRole('textbox', { name: 'Queue' }).inputValue(), 'BNL')
  },
)

inBrowser(
  `a page whose answer is on its way shows itself anew until it has come${skipWords(browserPath)}`,
  async (t) => {
    const { page, complaints } = await open(1280, 'light', true)
    worlds['coming'] = [
      new StageSource({ about: runAbout, workers: new NotTold('Made again.', { fraction: 0.5, secondsLeft: 3 }) }),
    ]
    await page.goto(`${top}/workers?world=coming`)
    t.regex(await page.locator('main').innerText(), /Made again\. This takes about 3 s\./)
    t.deepEqual(await barriers(page), [])
    await refreshed(page, { address: /workers/, milliseconds: 1_100 })
    t.regex(await page.locator('main').innerText(), /Made again/, 'not yet')
    worlds['coming'] = [new StageSource({ about: runAbout })]
    await refreshed(page, { address: /workers/, milliseconds: 1_100 })
    await page.getByRole('cell', { name: 'BNL_PROD' }).first().waitFor()
    t.is(await page.locator('[data-coming]').count(), 0)
    const asked = new Promise((resolve) => page.on('request', resolve))
    await page.clock.runFor(20_000)
    t.is(await Promise.race([asked, page.evaluate('"nothing is asked for any more"')]), 'nothing is asked for any more')
    t.deepEqual(complaints, [])
  },
)

inBrowser(
  `a live page keeps the focus, sorts thousands by what they mean, and says when the server is gone${skipWords(browserPath)}`,
  async (t) => {
    const { page } = await open(1280, 'light', true)
    await page.goto(`${top}/queues`)
    const column = () => page.locator('tbody td:nth-of-type(2)').allInnerTexts()
    const head = page.getByRole('columnheader', { name: 'waiting' }).getByRole('button')
    await head.click()
    const numbers = (await column()).map((text) => Number(text.replaceAll(',', '')))
    t.true(numbers.some((one) => one >= 1_000) && numbers.some((one) => one > 1 && one < 1_000))
    t.deepEqual(
      numbers,
      numbers.toSorted((one, other) => one - other),
    )
    const focused = () => page.evaluate('document.activeElement.textContent')
    await refreshed(page, { address: /queues/ })
    t.is(await page.locator('#mark').count(), 0, 'the focus does not keep it from being fresh')
    t.is(await focused(), 'waiting')
    await page.locator('tbody a').nth(3).focus()
    const link = await focused()
    await refreshed(page, { address: /queues/ })
    t.is(await focused(), link)
    t.is(await page.locator('#mark').count(), 0)
    await page.route('**/*', (route) => route.abort())
    await page.clock.runFor(5_100)
    await page.getByRole('status').waitFor()
    t.regex(await page.getByRole('status').innerText(), /does not answer: this is how it was at/)
    await page.unroute('**/*')
    await refreshed(page, { address: /queues/ })
    t.is(await page.getByRole('status').count(), 0)
  },
)

inBrowser(`the slider says where it leads, goes by keys, and keeps the focus${skipWords(browserPath)}`, async (t) => {
  const { page } = await open(1280, 'light')
  await page.goto(`${top}/?world=runs&at=1000`)
  const slider = page.getByRole('slider')
  await slider.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  t.is(await page.locator('output').innerText(), '2026-01-02 00:50:00')
  t.is(await slider.getAttribute('aria-valuetext'), '2026-01-02 00:50:00')
  await page.waitForURL(/at=3000\b/)
  t.is(await page.locator('output').innerText(), '2026-01-02 00:50:00')
  await page.waitForFunction('document.activeElement.type === "range"')
  t.pass()
})

inBrowser(`searches that cannot be read keep nothing else from working${skipWords(browserPath)}`, async (t) => {
  const { page, complaints } = await open(1280, 'light')
  await page.goto(`${top}/jobs`)
  await page.evaluate('localStorage.setItem("ailuro-searches", "{broken")')
  await page.reload()
  t.is(await page.getByRole('button', { name: 'Save this search' }).count(), 1)
  t.deepEqual(complaints, [])
})

/** A page of its own, and what its console complains of; `isTimed`: its clock goes on only when it is told to. */
async function open(
  width: number,
  colorScheme: 'light' | 'dark',
  isTimed = false,
): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext({ viewport: { width, height: 900 }, colorScheme })).newPage()
  if (isTimed) await page.clock.install()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'log') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}

/** Puts something into the page that its server does not know of. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(`document.querySelector('main h1').innerHTML += '<i id="mark"></i>'`)
}

/** Marks the page, and lets the time of the next refresh pass. */
async function refreshed(page: Page, { address = /\/jobs/, milliseconds = 5_100 } = {}): Promise<void> {
  await mark(page)
  const answered = page.waitForResponse(address)
  await page.clock.runFor(milliseconds)
  await answered
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))')
}
