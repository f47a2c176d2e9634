import { isAbsolute } from 'node:path'
import { BadInput } from '../../../model/bad-input.js'
import type { BackOff } from '../back-off.js'
import type { PilotToStart } from '../pilot-processes.js'
import type { BatchSystem } from './batch-system.js'
import { SubmitTemplate, type TemplateFields } from './submit-template.js'

/** What the batch system is asked for a queue's pilots. */
export interface BatchQueue {
  /** Pilots of the queue that wait or run in the batch system at the same time. */
  readonly atMost: number
  readonly memoryMBPerCore: number
  /** A batch job may last so long. */
  readonly walltimeSeconds: number
  /** Settings in the batch system's own words, such as partition and account, or universe and requirements. */
  readonly submit: Readonly<Record<string, string>>
}

/** A pilot for which a file is made. */
export interface BatchPilot extends PilotToStart {
  readonly memoryMB: number
  readonly walltimeSeconds: number
}

/** What a source of a batch system must know. */
export interface BatchOptions {
  /** Where orders and the pilots' folders are kept, its own alone; the machines of the batch system must see it. */
  readonly folder: string
  /** By name; pilots of other queues are lost at once. */
  readonly queues: Readonly<Record<string, BatchQueue>>
  /** Pilots at the same time, of all queues. */
  readonly atMost: number
  /** What pilots' names and the tags of their jobs begin with: no other server that uses the batch system may have the same. */
  readonly prefix: string
  /** File of the template, named in errors, and what it says. */
  readonly template: { readonly file: string; readonly text: string }
  /** Command line that runs a pilot, as words. */
  command(pilot: BatchPilot): readonly string[]
  /** What a template may say of the server; asked again for each pilot. */
  server(queue: string): Pick<TemplateFields, 'url' | 'urlFile' | 'tokenFile' | 'storage'>
  readonly times?: Partial<BatchTimes>
}

/** Spans of time, in milliseconds. */
export interface BatchTimes {
  /** From one look at the batch system to the next. */
  readonly poll: number
  /** From one look at what is to be done to the next. */
  readonly tick: number
  /** A submission whose answer was lost may still turn up for so long; only then is it made again. */
  readonly settle: number
  /** Pilots beyond the jobs that wait are cancelled when they have been too many for so long. */
  readonly surplus: number
  readonly backOff: BackOff
}

export const usualBatchTimes: BatchTimes = {
  ...{ poll: 30_000, tick: 1000, settle: 120_000, surplus: 120_000 },
  backOff: { first: 5000, longest: 300_000 },
}

/** How long before the end of its batch job a pilot is at its own end. */
const LEAVE_SECONDS = 600

/** Life of a pilot in a slot of so long, in seconds. */
export function pilotLifetime(walltimeSeconds: number): number {
  return Math.floor(walltimeSeconds - Math.min(LEAVE_SECONDS, walltimeSeconds / 10))
}

/** @throws BadInput when there are none */
export function givenOptions({ name }: BatchSystem, options: BatchOptions | undefined): BatchOptions {
  if (options === undefined) throw new BadInput(`pilot source ${name}`, 'nothing said of it', 'a template and queues')
  return options
}

/**
 * The template of a source whose options make sense.
 * @throws BadInput at the first that does not
 */
export function checkedTemplate(system: BatchSystem, options: BatchOptions): SubmitTemplate {
  const where = `pilot source ${system.name}`
  const { folder, queues, atMost, prefix, template } = options
  if (!isAbsolute(folder)) throw new BadInput(`${where}: folder`, folder, 'an absolute path')
  if (Object.keys(queues).length === 0) throw new BadInput(`${where}: queues`, 'none', 'what each queue asks for')
  checkWhole(`${where}: pilots at most`, atMost)
  if (!/^[\w.-]{1,64}$/.test(prefix))
    throw new BadInput(`${where}: prefix`, prefix, '1 to 64 letters, digits, dots and dashes')
  const checked = new SubmitTemplate(template.file, template.text)
  for (const [queue, wish] of Object.entries(queues)) {
    checkWhole(`${where}: atMost of ${queue}`, wish.atMost)
    checkWhole(`${where}: walltime of ${queue}`, wish.walltimeSeconds)
    checkSettings(`${where}: submit of ${queue}`, system, wish.submit)
    checked.fill(sampleOf(queue, options))
  }
  return checked
}

function checkWhole(where: string, found: number): void {
  if (!Number.isInteger(found) || found < 1) throw new BadInput(where, String(found), 'a whole number from 1')
}

function checkSettings(where: string, system: BatchSystem, settings: BatchQueue['submit']): void {
  for (const [name, value] of Object.entries(settings)) {
    const isOwn = system.ownSettings.some((one) => one.toLowerCase() === name.toLowerCase())
    if (isOwn) throw new BadInput(where, name, 'settings that the source does not make itself')
    if (!system.settingForm.test(name)) throw new BadInput(where, name, `names like ${String(system.settingForm)}`)
    if (/[\r\n\0]/.test(value)) throw new BadInput(`${where}: ${name}`, JSON.stringify(value), 'one line')
  }
}

/** So that what would go wrong with every pilot is told at the start. */
function sampleOf(queue: string, { folder, server, prefix, queues }: BatchOptions): TemplateFields {
  const { walltimeSeconds } = queues[queue]
  const [name, path] = [`${prefix}.1.0`, `${folder}/pilot`]
  const files = { folder: path, log: path, script: path }
  const size = { cores: 1, memoryMB: 1, walltimeSeconds, walltimeMinutes: 1 }
  return { queue, name, ...files, ...size, ...server(queue) }
}
