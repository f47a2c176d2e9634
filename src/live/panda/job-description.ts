/** What is told of a job, by PanDA's names of the fields. */
import { errorFields } from './error-fields.js'
import type { JobRecord } from './job-record.js'
import type { PandaDesk } from './panda-desk.js'
import { pandaTime } from './panda-time.js'
import { commonOf, type Description } from './task-description.js'
import { isOver, type Worker } from './worker-book.js'

/** What pilots say, by the names of v1, and the fields of a job that it is told in. */
const saidFields: Readonly<Record<string, string>> = {
  job_sub_status: 'jobSubStatus',
  node: 'modificationHost',
  scheduler_id: 'schedulerID',
  pilot_id: 'pilotID',
  batch_id: 'batchID',
  pilot_error_code: 'pilotErrorCode',
  pilot_error_diag: 'pilotErrorDiag',
  exe_error_code: 'exeErrorCode',
  exe_error_diag: 'exeErrorDiag',
  trans_exit_code: 'transExitCode',
  job_metrics: 'jobMetrics',
  pilot_timing: 'pilotTiming',
  n_events: 'nEvents',
  n_input_files: 'nInputFiles',
  mean_core_count: 'actualCoreCount',
  cpu_consumption_time: 'cpuConsumptionTime',
  cpu_consumption_unit: 'cpuConsumptionUnit',
  max_rss: 'maxRSS',
  max_vmem: 'maxVMEM',
  max_swap: 'maxSWAP',
  max_pss: 'maxPSS',
  avg_rss: 'avgRSS',
  avg_vmem: 'avgVMEM',
  avg_swap: 'avgSWAP',
  avg_pss: 'avgPSS',
}

/** Full descriptions, in the order of the jobs. */
export async function jobDescriptions(desk: PandaDesk, records: readonly JobRecord[]): Promise<Description[]> {
  const tasks = [...new Set(records.map(({ task }) => task))]
  const common = await commonOf(desk, tasks)
  const subjects = new Map(tasks.map((task, i) => [task, common[i].submitter?.subject]))
  return records.map((record) => described(desk, record, subjects.get(record.task)))
}

function described(desk: PandaDesk, record: JobRecord, subject: string | undefined): Description {
  const { id, task, taskName, ordinal, user, queue, said } = record
  const worker = desk.books.workers.workerOf(id)
  const told = { ...placeInBatch(worker), ...errorFields(record.error, worker !== undefined && isOver(worker)) }
  for (const [name, value] of Object.entries(said)) if (Object.hasOwn(saidFields, name)) told[saidFields[name]] = value
  return {
    PandaID: id,
    jobDefinitionID: id,
    jobsetID: task,
    taskID: task,
    jediTaskID: task,
    reqID: task,
    jobName: `${taskName}.${ordinal}`,
    jobStatus: record.state,
    attemptNr: record.attempt,
    prodUserID: subject ?? user,
    prodUserName: user,
    computingSite: queue === '' ? null : queue,
    currentPriority: record.priority,
    assignedPriority: record.priority,
    coreCount: record.cores,
    creationTime: pandaTime(desk, record.createdAt),
    startTime: pandaTime(desk, record.startedAt),
    endTime: pandaTime(desk, record.endedAt),
    stateChangeTime: pandaTime(desk, record.since),
    modificationTime: pandaTime(desk, record.since),
    ...told,
    Files: [],
  }
}

/** Where Harvester has it run; what the pilot says itself takes its place. */
function placeInBatch(worker: Worker | undefined): Record<string, unknown> {
  if (worker === undefined) return {}
  const { batchID = null, computingElement = null } = worker.said
  return { schedulerID: `harvester-${worker.harvester}`, batchID, computingElement }
}
