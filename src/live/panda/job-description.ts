/** What is told of a job, by PanDA's names of the fields. */
import type { JobRecord } from './job-record.js'
import type { PandaDesk } from './panda-desk.js'
import { pandaTime } from './panda-time.js'
import type { Description } from './task-description.js'

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

export function jobDescription(desk: PandaDesk, record: JobRecord): Description {
  const { id, task, taskName, ordinal, user, queue, said } = record
  const told: Record<string, unknown> = {}
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
    prodUserID: user,
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
