import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { EndedJob } from '../../src/live/store/commit.js'
import { browserArguments, findBrowser } from '../../src/page/testing/find-browser.js'
import { openStore } from '../../src/live/store/open-store.js'
import { formatCount, formatNumber } from '../../src/model/format.js'
import { version } from '../../src/sim/version.js'
import { holdNanoseconds } from '../hold.js'
import { Line } from './line.js'
import { fill } from './panda-load.js'
import { ServerProcess } from './server-process.js'

/** What a page of the monitor costs its server. */
export interface PageCost {
  path: string
  /** Until all of it was there, with nobody else asking: the middle and the longest of several times. */
  middleMillis: number
  longestMillis: number
  kilobytes: number
}

export interface MonitorCost {
  bench: string
  version: string
  node: string
  endedJobs: number
  queuedJobs: number
  runningJobs: number
  pages: PageCost[]
  /** From a click to the first thing that is drawn, the middle and the longest of several times; undefined: there is no browser. */
  firstPaint: { middleMillis: number; longestMillis: number } | undefined
  holdNanoseconds: number
}

export interface MonitorSize {
  readonly ended: number
  readonly queued: number
  readonly running: number
}

export const smallMonitor: MonitorSize = { ended: 2_000, queued: 1_000, running: 100 }
export const largeMonitor: MonitorSize = { ended: 1_000_000, queued: 100_000, running: 50_000 }

const QUEUES = 20
const USERS = 50
const TIMES = 9
/** Attempts that are written at once. */
const SLICE = 10_000
/** PandaIDs of what ended begin above those that the server gives. */
const FIRST_ENDED = 100_000_000
const DAY_SECONDS = 86_400

/** Measures each page of a live server's monitor, with so many jobs alive and in the archive. */
export async function monitor(size: MonitorSize): Promise<MonitorCost> {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-bench-'))
  const place = join(folder, 'ailuro.db')
  const order = { folder, store: place, port: 0, queues: QUEUES }
  let server: ServerProcess | undefined
  try {
    server = await ServerProcess.start(order)
    const [first] = await fill(server, size)
    await server.kill()
    await fillArchive(place, size.ended)
    server = await ServerProcess.start(order)
    const pages: PageCost[] = []
    for (const path of paths(first)) pages.push(await measured(server, path))
    return {
      bench: 'monitor',
      version,
      node: process.version,
      endedJobs: size.ended,
      queuedJobs: size.queued,
      runningJobs: size.running,
      pages,
      firstPaint: await firstPaint(server),
      holdNanoseconds: holdNanoseconds(),
    }
  } finally {
    await server?.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Every kind of page, and lists with filters that are much used. @param alive PandaID of a job that runs */
function paths(alive: string): string[] {
  return [
    ...['/', '/jobs', '/jobs?state=failed', '/jobs?state=activated&queue=Q3', '/jobs?user=user7&state=finished'],
    ...[`/jobs/${alive}`, `/jobs/${FIRST_ENDED + 7}`, '/tasks', '/tasks/1', '/queues', '/queues/Q3', '/users'],
    ...['/network', '/data', '/workers', '/errors', '/policy'],
  ]
}

/** Attempts that ended in the last day. */
async function fillArchive(place: string, ended: number): Promise<void> {
  const store = openStore(place)
  const { sequence, at } = await store.open()
  const none = { facts: [], rows: [], specs: [], endedTasks: [], answers: [] }
  for (let from = 0, step = 1; from < ended; from += SLICE, step++) {
    const count = Math.min(SLICE, ended - from)
    const endedJobs = Array.from({ length: count }, (_, i) =>
      endedJob(from + i, at - (DAY_SECONDS * (ended - from - i)) / ended),
    )
    await store.commit({ ...none, sequence: sequence + step, at, endedJobs })
  }
  await store.close()
}

function endedJob(number: number, endedAt: number): EndedJob {
  const isFailed = number % 10 === 0
  const state = isFailed ? 'failed' : 'finished'
  const [createdAt, placedAt, startedAt] = [7_200, 7_100, 3_600].map((before) => endedAt - before)
  const body = {
    ...{
      taskName: `task ${Math.floor(number / 1_000)}`,
      attempt: 1,
      priority: 1_000,
      cores: 1,
      createdAt,
      placedAt,
      startedAt,
    },
    ...(isFailed ? { errorCode: 1_305, cause: 'reported' } : { errorCode: 0, cause: 'course' }),
  }
  const [id, task] = [FIRST_ENDED + number, FIRST_ENDED + Math.floor(number / 1_000)]
  const who = { user: `user${number % USERS}`, queue: `Q${number % QUEUES}` }
  return { id, task, ordinal: number % 1_000, ...who, state, endedAt, body: JSON.stringify(body) }
}

async function measured(server: ServerProcess, path: string): Promise<PageCost> {
  const line = new Line(server.url, server.token, false)
  const millis: number[] = []
  let bytes = 0
  for (let i = 0; i < TIMES; i++) {
    const began = performance.now()
    const { status, body } = await line.get(`/monitor${path === '/' ? '' : path}`)
    millis.push(performance.now() - began)
    if (status !== 200) throw new Error(`${path} was answered with ${status}`)
    bytes = body.length
  }
  line.close()
  return { path, ...middleAndLongest(millis), kilobytes: bytes / 1_000 }
}

/** The overview in a browser that has never seen it. */
async function firstPaint(server: ServerProcess): Promise<MonitorCost['firstPaint']> {
  const executablePath = findBrowser()
  if (executablePath === undefined) return undefined
  const browser = await chromium.launch({ executablePath, args: browserArguments })
  try {
    const millis: number[] = []
    for (let i = 0; i < TIMES; i++) {
      const context = await browser.newContext({ extraHTTPHeaders: { authorization: `Bearer ${server.token}` } })
      const page = await context.newPage()
      await page.goto(`${server.url}/monitor`)
      millis.push(await page.evaluate<number>(paintTime))
      await context.close()
    }
    return middleAndLongest(millis)
  } finally {
    await browser.close()
  }
}

/** In the page: when something was first drawn, in milliseconds since it was asked for. */
const paintTime = `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true }))`

function middleAndLongest(millis: number[]): { middleMillis: number; longestMillis: number } {
  millis.sort((one, other) => one - other)
  return { middleMillis: millis[millis.length >> 1], longestMillis: millis.at(-1)! }
}

export function monitorText(cost: MonitorCost): string {
  const { endedJobs, queuedJobs, runningJobs, pages, firstPaint: paint, holdNanoseconds: hold } = cost
  return [
    `monitor: ${formatCount(endedJobs)} attempts in the store, ${formatCount(queuedJobs)} jobs waiting, ${formatCount(runningJobs)} running; a hold takes ${formatNumber(hold)} ns`,
    ...pages.map(
      ({ path, middleMillis, longestMillis, kilobytes }) =>
        `  ${path.padEnd(34)} ${formatNumber(middleMillis)} ms in the middle, ${formatNumber(longestMillis)} ms at most, ${formatNumber(kilobytes)} kB`,
    ),
    paint === undefined
      ? '  no browser to paint the overview'
      : `  the overview is painted first after ${formatNumber(paint.middleMillis)} ms in the middle, ${formatNumber(paint.longestMillis)} ms at most`,
  ].join('\n')
}
