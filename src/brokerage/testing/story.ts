/** Stories: reports with their times on the left, the facts they cause on the right. */
import { BadInput } from '../../model/bad-input.js'
import type { QueueStatus } from '../../model/grid.js'
import { type Seconds, NONE } from '../../model/units.js'
import type { TaskSubmission } from '../ports.js'
import { type Stage, taskOf } from './stage.js'

/** A line of a story with what happened when it was played. */
export interface Scene {
  readonly line: string
  readonly expected: string
  readonly happened: string
}

/**
 * Plays a story. Lines are `time report | facts`, where time is `[1d ]hh:mm[:ss]`, never falling, and what is due up to
 * and at that time is done before and after the report. Facts of an earlier time carry it: `@00:10 ...`. A line that
 * begins with `|` goes on with the facts of the one above. Reports:
 *
 *     submit NAME key=value... rules.isScout=true    dataset NAME 4GB BNL,CERN files=10 tapes=RAL     wait
 *     arrives NAME CERN cached    gone NAME CERN tape    storage BNL readWan=false    measured BNL CERN 300 (MB/s)
 *     pilot BNL key=value...      started 1    heartbeat 1 until 04:00    finished 1    failed 1 1305
 *     arrived 1   lost 1          kill 1       queue BNL offline          pilots-lost BNL 2    gap 3600
 *
 * Numbers are PandaIDs; reports on jobs that are gone name the row they had.
 */
export function* play(stage: Stage, story: string): Generator<Scene> {
  for (const { left, right } of linesOf(story)) {
    const [, days = '0', hours, minutes, seconds = '0', report] =
      /^(?:(\d+)d )?(\d\d):(\d\d)(?::(\d\d))? +(.*)$/.exec(left) ?? []
    if (report === undefined) throw new Error(`not a line of a story: ${left}`)
    const time = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    if (time < stage.now) throw new Error(`time runs backwards: ${left}`)
    stage.pass(time)
    const answer = answerTo(stage, report.trim().split(/ +/))
    stage.pass(time)
    const happened = [...stage.heard(), ...(answer === undefined ? [] : [answer])].join('; ')
    stage.core.check()
    yield { line: left, expected: right, happened }
  }
}

function linesOf(story: string): { left: string; right: string }[] {
  const lines: { left: string; right: string }[] = []
  for (const line of story.split('\n').map((text) => text.trim())) {
    if (line === '') continue
    const [left, right = ''] = line.split('|').map((text) => text.trim())
    const above = lines.at(-1)
    if (above !== undefined && right === '' && !/^\d/.test(left)) {
      above.right += ` ${left}`
      continue
    }
    if (left !== '' || above === undefined) lines.push({ left, right })
    else above.right = above.right === '' ? right : `${above.right}; ${right}`
  }
  return lines
}

/** Makes the report; what it answers beyond the facts, if anything. */
function answerTo(stage: Stage, words: string[]): string | undefined {
  try {
    return make(stage, words)
  } catch (error) {
    if (error instanceof BadInput) return `refused: ${error.message}`
    throw error
  }
}

function make(stage: Stage, [verb, ...words]: string[]): string | undefined {
  if (verb === 'pilot') {
    const given = stage.pilotAsks({ ...settingsOf(words.slice(1)), face: faceOf(stage, words[0]) })
    return given === NONE ? 'no job' : undefined
  }
  stage.report((now) => tell(stage, now, verb, words))
  return undefined
}

function tell(stage: Stage, now: Seconds, verb: string, words: string[]): void {
  const { core } = stage
  const [first, second, third] = words
  const id = Number(first)
  const row = stage.rowOf.get(id) ?? NONE
  switch (verb) {
    case 'wait':
      break
    case 'submit':
      core.submit(now, taskOf({ name: first, ...submissionOf(words.slice(1)) }))
      break
    case 'dataset': {
      const { files = 0, tapes = '' } = settingsOf(words.slice(2))
      const bytes = Number(/^(\d+)GB$/.exec(second)?.[1]) * 1e9
      core.datasetKnown(now, first, bytes, listOf(third), Number(files), listOf(String(tapes)))
      break
    }
    case 'arrives':
      core.replicaArrived(now, first, second, third as 'primary')
      break
    case 'gone':
      core.replicaGone(now, first, second, third as 'primary')
      break
    case 'storage':
      core.storageChanged(now, first, settingsOf(words.slice(1)))
      break
    case 'measured':
      core.linkMeasured(now, first, second, { hourMBps: Number(third), dayMBps: NaN, weekMBps: NaN })
      break
    case 'started':
      core.started(now, row, id)
      break
    case 'heartbeat':
      core.heartbeat(now, row, id, third === undefined ? now : secondsOf(third))
      break
    case 'finished':
      core.ended(now, row, id, 'finished', 0)
      break
    case 'failed':
      core.ended(now, row, id, 'failed', Number(second ?? 0))
      break
    case 'arrived':
    case 'lost':
      {
        const transfer = stage.transferOf.get(id) ?? NONE
        core.transferEnded(now, transfer, core.state.transfers.number[transfer], verb === 'arrived')
      }
      break
    case 'kill':
      core.kill(now, row, id)
      break
    case 'queue':
      core.queueChanged(now, first, second as QueueStatus)
      break
    case 'pilots-lost':
      core.pilotsLost(now, faceOf(stage, first), Number(second))
      break
    case 'gap':
      core.hearingGap(now, id)
      break
    default:
      throw new Error(`no such report: ${verb}`)
  }
}

/** Settings of a task; those that begin with `rules.` are rules. */
function submissionOf(words: string[]): Partial<TaskSubmission> {
  const isRule = (word: string) => word.startsWith('rules.')
  const rules = settingsOf(words.filter(isRule).map((word) => word.slice('rules.'.length)))
  return { ...settingsOf(words.filter((word) => !isRule(word))), rules }
}

/** `BNL,CERN`; empty, or another word with a `=`: none. */
function listOf(names = ''): string[] {
  return names === '' || names.includes('=') ? [] : names.split(',')
}

/** `priority=900 label=user`: numbers where they are numbers. */
function settingsOf(words: string[]): Record<string, string | number | boolean> {
  return Object.fromEntries(words.map(settingOf))
}

function settingOf(word: string): [key: string, value: string | number | boolean] {
  const [key, value] = word.split('=')
  if (value === 'true' || value === 'false') return [key, value === 'true']
  return [key, Number.isNaN(Number(value)) ? value : Number(value)]
}

/** First pseudo-queue of a queue. */
function faceOf(stage: Stage, queue: string): number {
  const found = stage.core.state.grid.queue(queue)
  if (found === undefined) throw new Error(`no queue ${queue}`)
  return found.faces[0].index
}

/** `04:30` or `1d04:30` in seconds. */
function secondsOf(time: string): Seconds {
  const [, days = '0', hours, minutes] = /^(?:(\d+)d)?(\d\d):(\d\d)$/.exec(time) ?? []
  return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60
}
