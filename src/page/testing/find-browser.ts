import { existsSync } from 'node:fs'

/** The program of a Chromium or Chrome on this machine, for tests of pages; undefined: there is none. `CHROME_PATH` names one. */
export function findBrowser(): string | undefined {
  return [
    process.env.CHROME_PATH ?? '',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((path) => path !== '' && existsSync(path))
}

/** What the title of a test adds where there is no browser. */
export function skipWords(browser: string | undefined): string {
  return browser === undefined ? ' (skipped: no Chromium or Chrome found; CHROME_PATH names one)' : ''
}

/** How a browser is started: also where it may make no sandbox, in a container with little shared memory, and without a screen. */
export const browserArguments = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
