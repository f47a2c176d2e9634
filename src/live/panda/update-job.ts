/** A pilot's word about its job (panda-protocol.md §2.5). */
import type { Acknowledgement } from '../door.js'
import { type Said, STOP } from '../pilot-words.js'
import { type PandaAnswer, refusal, well } from './answer.js'
import type { PandaDesk } from './panda-desk.js'
import { decimal, type Given, id, type Names, optional, type Parameter, text, whole, words } from './parameter.js'
import { StatusCode } from './status-code.js'

/** Characters of the longest things that pilots send along. */
const REPORT_CHARACTERS = 100_000
const METADATA_CHARACTERS = 10_000
const STDOUT_CHARACTERS = 2_048

const said = (classic: string, v1: string, longest = 500): Parameter<string | undefined> =>
  optional(words({ classic, v1 }, longest))
const number = (names: Names): Parameter<number | undefined> => optional(decimal(names))
const measured = (classic: string, v1: string): Parameter<number | undefined> => number({ classic, v1 })

/** What is kept as it was said, by the names of v1. */
const saidParameters = {
  job_sub_status: said('jobSubStatus', 'job_sub_status', 80),
  node: said('node', 'node', 128),
  site_name: said('siteName', 'site_name', 128),
  scheduler_id: said('schedulerID', 'scheduler_id', 128),
  pilot_id: said('pilotID', 'pilot_id', 200),
  batch_id: said('batchID', 'batch_id', 80),
  pilot_error_code: optional(whole({ classic: 'pilotErrorCode', v1: 'pilot_error_code' }, -1e9, 1e9)),
  pilot_error_diag: said('pilotErrorDiag', 'pilot_error_diag'),
  exe_error_code: optional(whole({ classic: 'exeErrorCode', v1: 'exe_error_code' }, -1e9, 1e9)),
  exe_error_diag: said('exeErrorDiag', 'exe_error_diag'),
  trans_exit_code: optional(whole({ classic: 'transExitCode', v1: 'trans_exit_code' }, -1e9, 1e9)),
  job_output_report: said('xml', 'job_output_report', REPORT_CHARACTERS),
  meta_data: said('metaData', 'meta_data', METADATA_CHARACTERS),
  job_metrics: said('jobMetrics', 'job_metrics'),
  pilot_log: said('pilotLog', 'pilot_log', STDOUT_CHARACTERS),
  stdout: optional(words('stdout', STDOUT_CHARACTERS)),
  pilot_timing: said('pilotTiming', 'pilot_timing', 100),
  start_time: said('startTime', 'start_time', 40),
  end_time: said('endTime', 'end_time', 40),
  n_events: measured('nEvents', 'n_events'),
  n_input_files: measured('nInputFiles', 'n_input_files'),
  core_count: measured('coreCount', 'core_count'),
  mean_core_count: measured('meanCoreCount', 'mean_core_count'),
  cpu_consumption_time: measured('cpuConsumptionTime', 'cpu_consumption_time'),
  cpu_consumption_unit: said('cpuConsumptionUnit', 'cpu_consumption_unit', 128),
  cpu_conversion_factor: measured('cpuConversionFactor', 'cpu_conversion_factor'),
  cpu_architecture_level: optional(words('cpu_architecture_level', 20)),
  corrupted_files: said('corruptedFiles', 'corrupted_files', 4_000),
  grid: optional(words('grid', 50)),
  source_site: optional(words('source_site', 256)),
  destination_site: optional(words('destination_site', 256)),
  max_rss: measured('maxRSS', 'max_rss'),
  max_vmem: measured('maxVMEM', 'max_vmem'),
  max_swap: measured('maxSWAP', 'max_swap'),
  max_pss: measured('maxPSS', 'max_pss'),
  avg_rss: measured('avgRSS', 'avg_rss'),
  avg_vmem: measured('avgVMEM', 'avg_vmem'),
  avg_swap: measured('avgSWAP', 'avg_swap'),
  avg_pss: measured('avgPSS', 'avg_pss'),
  tot_rchar: measured('totRCHAR', 'tot_rchar'),
  tot_wchar: measured('totWCHAR', 'tot_wchar'),
  tot_rbytes: measured('totRBYTES', 'tot_rbytes'),
  tot_wbytes: measured('totWBYTES', 'tot_wbytes'),
  rate_rchar: measured('rateRCHAR', 'rate_rchar'),
  rate_wchar: measured('rateWCHAR', 'rate_wchar'),
  rate_rbytes: measured('rateRBYTES', 'rate_rbytes'),
  rate_wbytes: measured('rateWBYTES', 'rate_wbytes'),
} as const
const saidNames = Object.keys(saidParameters) as (keyof typeof saidParameters)[]

export const updateParameters = {
  id: id({ classic: 'jobId', v1: 'job_id' }),
  state: text({ classic: 'state', v1: 'job_status' }, 50),
  attempt: optional(whole({ classic: 'attemptNr', v1: 'attempt_nr' }, 1)),
  ...saidParameters,
} as const
type Update = Given<typeof updateParameters>

/** States after which the pilot has no more to say. */
const finals = ['finished', 'failed']
/** States that a pilot may report beside them. */
const states = ['starting', 'running', 'holding', 'transferring', ...finals]

/** Tells the core of it. The answer is what the pilot is to do. */
export async function tellOfJob(desk: PandaDesk, update: Update): Promise<PandaAnswer> {
  const { state, id: job } = update
  if (!states.includes(state)) {
    const { v1 } = refusal(`job status ${state.slice(0, 20)} is not known`, 30, { StatusCode: StatusCode.invalidToken })
    return { classic: { StatusCode: StatusCode.success }, v1 }
  }
  if (isOfAnotherBatch(desk.door.saidOf(job), update)) return commanded(STOP)
  const { known, state: before, command } = await report(desk, update)
  if (known) return commanded(command)
  // It was given back, or has ended: whoever runs it still must stop.
  if (before === undefined || !['holding', 'transferring', 'merging'].includes(before)) return commanded(STOP)
  return commanded(finals.includes(state) ? 'alreadydone' : undefined)
}

function report({ door }: PandaDesk, update: Update): Promise<Acknowledgement> {
  const { id: job, attempt, state } = update
  const about = { id: job, attempt, said: saidIn(update) }
  switch (state) {
    case 'starting':
      return door.report({ report: 'accepted', ...about })
    case 'running':
      return door.report({ report: 'started', ...about })
    case 'finished':
    case 'failed':
      return door.report({ report: 'ended', ...about, outcome: state, errorCode: errorCodeOf(update) })
    default:
      return door.report({ report: 'heartbeat', ...about })
  }
}

/** The first of the codes that says what went wrong; the pilot's own counts without its sign. */
function errorCodeOf({ state, pilot_error_code, exe_error_code, trans_exit_code }: Update): number {
  if (state !== 'failed') return 0
  const codes = [Math.abs(pilot_error_code ?? 0), exe_error_code ?? 0, trans_exit_code ?? 0]
  return codes.find((code) => code !== 0) ?? 0
}

function saidIn(update: Update): Said {
  const kept: Record<string, string | number> = {}
  for (const name of saidNames) {
    const value = update[name]
    if (value !== undefined) kept[name] = value
  }
  if (update.pilot_error_code !== undefined) kept['pilot_error_code'] = Math.abs(update.pilot_error_code)
  return kept
}

/** Two batch systems run the same job: one of them must stop. Mere numbers are not told apart. */
function isOfAnotherBatch(before: Said | undefined, { batch_id: now }: Update): boolean {
  const then = before?.['batch_id']
  const isName = (batch: unknown): boolean => typeof batch === 'string' && batch !== '' && !/^\d+$/.test(batch)
  return isName(then) && isName(now) && then !== now
}

function commanded(command: string | undefined): PandaAnswer {
  const data = { StatusCode: StatusCode.success, command: command ?? null }
  return well(data, { command: command ?? 'NULL' })
}
