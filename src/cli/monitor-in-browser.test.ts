/**
 * The monitor in a real browser, on a live server with pilots and on a simulated run: from the overview to the reason why a task is
 * slow. With AILURO_WRITE=1 it makes the pictures of the README.
 */
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { type Browser, chromium, type Page } from 'playwright-core'
import { barriers } from '../page/testing/barriers.js'
import { browserArguments, findBrowser, skipWords } from '../page/testing/find-browser.js'
import { Scene } from './testing/scene.js'

const browserPath = findBrowser()
const inBrowser = browserPath === undefined ? test.serial.skip : test.serial
const pictures = fileURLToPath(new URL('../../../docs/pictures', import.meta.url))
const scenario = fileURLToPath(new URL('../../../scenarios/overload.yaml', import.meta.url))

let browser: Browser
test.before(async () => {
  if (browserPath !== undefined)
    browser = await chromium.launch({ executablePath: browserPath, args: browserArguments })
})
test.after.always(() => browser?.close())

/** A page, and what the browser complains of. */
async function opened(t: ExecutionContext): Promise<{ page: Page; complaints: string[] }> {
  t.timeout(120_000, 'a browser on a busy machine')
  const page = await browser.newPage({ viewport: { width: 1180, height: 1000 } })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  t.teardown(() => page.close())
  return { page, complaints }
}

async function picture(page: Page, name: string): Promise<void> {
  if (process.env['AILURO_WRITE'] === '1') await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: false })
}

const words = (page: Page, selector = 'main'): Promise<string> => page.locator(selector).innerText()

/** Every page that the navigation leads to is there, and has no barrier. */
async function everyPage(t: ExecutionContext, page: Page): Promise<void> {
  const links = await page.locator('nav[aria-label=Pages] a').all()
  const places = await Promise.all(links.map(async (link) => [await link.innerText(), await link.getAttribute('href')]))
  t.true(places.length >= 10)
  for (const [name, address] of places) {
    const answer = await page.goto(new URL(address!, page.url()).href)
    t.is(answer?.status(), 200, name ?? '')
    t.is(await page.locator('nav [aria-current]').innerText(), name ?? '')
    t.deepEqual(await barriers(page), [], name ?? '')
  }
}

inBrowser(`live: signed in, and led to why a task is slow in one click${skipWords(browserPath)}`, async (t) => {
  const { page, complaints } = await opened(t)
  const scene = new Scene(t)
  await scene.serve()
  await scene.ask('submit', '--name', 'quick', '--jobs', '3', '--', 'true')
  await scene.ask('submit', '--name', 'broken', '--jobs', '1', '--attempts', '1', '--', 'false')
  await scene.until<{ failed: number }>(({ failed }) => failed === 1, 'task', '2')
  await scene.ask('submit', '--name', 'slow', '--jobs', '30', '--', 'sleep', '60')
  await scene.until<{ items: { state: string }[] }>(({ items }) => items.length > 0, 'jobs', '--state', 'running')
  await page.goto((await scene.ailuro('monitor')).out.trim())
  await page.waitForURL(/\/monitor\/?$/)
  await page.reload()
  t.regex(await words(page), /its command failed/)
  await page.getByRole('link', { name: 'slow' }).first().click()
  t.is(await page.locator('h1').innerText(), 'Task slow')
  t.regex(await words(page), /Why it is slow[\s\S]*it waits for a pilot/)
  await picture(page, 'monitor-live')
  await page.goto(new URL('/monitor/jobs', page.url()).href)
  await page.getByRole('combobox', { name: 'State' }).selectOption('failed')
  await page.getByRole('button', { name: 'Show' }).click()
  t.regex(page.url(), /state=failed/)
  t.is(await page.locator('tbody tr').count(), 1)
  await page.locator('tbody a').first().click()
  t.regex(await words(page), /its command failed/)
  await everyPage(t, page)
  await page.getByRole('link', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(/sign-in/)
  const answer = await page.goto(new URL('/monitor/jobs', page.url()).href)
  t.regex(answer!.url(), /sign-in/)
  t.deepEqual(complaints, [])
})

inBrowser(`a run: at any moment, and why each queue was not it${skipWords(browserPath)}`, async (t) => {
  const { page, complaints } = await opened(t)
  const scene = new Scene(t)
  const made = await scene.ailuro('simulate', scenario, '--scale', '0.02', '--out', 'run')
  t.true([0, 3].includes(made.code), made.err)
  const { url } = await scene.open('view', 'run')
  await page.goto(url)
  await page.locator('section:has(#slow) tbody a').first().click()
  t.regex(await page.locator('h1').innerText(), /^Task /)
  t.regex(await words(page), /Why it is slow/)
  await page.locator('section tbody th a[href*="/jobs/"]').first().click()
  t.regex(await words(page), /Every queue/)
  t.true((await page.locator('table').filter({ hasText: 'found and allowed' }).locator('tbody tr').count()) > 5)
  await picture(page, 'monitor-run')
  const slider = page.getByLabel('Moment').last()
  await slider.focus()
  await Promise.all([page.waitForURL(/at=(?!0\b)/), slider.press('End')])
  t.regex(await words(page), /Its story/)
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByLabel('Moment').last().focus()
  await Promise.all([page.waitForURL(/at=0\b/), page.getByLabel('Moment').last().press('Home')])
  t.regex(await page.locator('output').innerText(), /00:00:00$/)
  await page.goto(url)
  await everyPage(t, page)
  t.deepEqual(complaints, [])
})
