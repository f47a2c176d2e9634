import type { Table } from './table.js'

/**
 * Attempts of a job in one row: the last tells how it ended, the first that started how it waited. A job whose last attempt was
 * closed has used up its attempts.
 */
const query = `
  SELECT last.run AS run, last.task AS task, last.ordinal AS ordinal, firstPandaId, last.pandaId AS pandaId, last.attempt AS attempts,
    last.user AS user, last.share AS share, last.priority AS priority, last.cores AS cores, last.site AS site,
    last.queue AS queue,
    CASE WHEN last.endSeconds IS NULL THEN 'unfinished' WHEN stateNames.name = 'closed' THEN 'failed'
      ELSE stateNames.name END AS state,
    last.errorCode AS errorCode, last.submitSeconds AS submitSeconds, starter.startSeconds AS firstStartSeconds,
    last.endSeconds AS endSeconds,
    round(starter.startSeconds - last.submitSeconds, 3) AS waitSeconds,
    round(starter.createdSeconds - last.submitSeconds, 3) AS earlierAttemptsSeconds,
    round(starter.brokeredSeconds - starter.createdSeconds, 3) AS brokerWaitSeconds,
    round(starter.activatedSeconds - starter.brokeredSeconds, 3) AS dataWaitSeconds,
    round(starter.sentSeconds - starter.activatedSeconds, 3) AS slotWaitSeconds,
    round(starter.startSeconds - starter.sentSeconds, 3) AS startWaitSeconds,
    CASE WHEN stateNames.name = 'finished' THEN round(last.runEndSeconds - last.startSeconds, 3) END AS runSeconds,
    CASE WHEN stateNames.name = 'finished' THEN round(last.runEndSeconds - last.submitSeconds, 3) END
      AS turnaroundSeconds,
    CASE WHEN stateNames.name = 'finished' THEN round(last.endSeconds - last.submitSeconds, 3) END AS successSeconds,
    last.inputBytes AS inputBytes, last.outputBytes AS outputBytes
  FROM (
    SELECT run, min(pandaId) AS firstPandaId, max(pandaId) AS lastPandaId,
      min(CASE WHEN startSeconds IS NOT NULL THEN pandaId END) AS starterPandaId
    FROM kept.attempts GROUP BY run, task, ordinal
  ) AS lineages
  JOIN kept.attempts AS last ON last.run = lineages.run AND last.pandaId = lastPandaId
  JOIN names AS stateNames ON stateNames.id = last.state
  LEFT JOIN kept.attempts AS starter ON starter.run = lineages.run AND starter.pandaId = starterPandaId`

/** A row a job, which is a lineage of attempts. */
export const jobsTable: Table = {
  name: 'jobs',
  about: 'A job with all its attempts. Jobs that had not been created when the run stopped are not in it.',
  order: ['firstPandaId'],
  columns: [
    { name: 'task', type: 'name', about: 'Task of the job.' },
    { name: 'ordinal', type: 'whole', about: 'Number of the job within its task.' },
    { name: 'firstPandaId', type: 'large', about: 'Its first attempt.' },
    { name: 'pandaId', type: 'large', about: 'Its last attempt; site, queue and error code are of this one.' },
    { name: 'attempts', type: 'whole', about: 'How many attempts were made.' },
    { name: 'user', type: 'name', about: 'Who submitted the task.' },
    { name: 'share', type: 'name', about: 'Global share that it counts against.' },
    { name: 'priority', type: 'whole', about: 'Priority of the task.' },
    { name: 'cores', type: 'whole', about: 'Cores that it asks for; 0: any number.' },
    { name: 'site', type: 'name', about: 'Site of the last attempt; empty: none.' },
    { name: 'queue', type: 'name', about: 'Pseudo-queue of the last attempt; empty: none.' },
    { name: 'state', type: 'text', about: 'finished, failed, cancelled or unfinished.' },
    { name: 'errorCode', type: 'whole', about: 'Error code of the last attempt; 0: none.' },
    { name: 'submitSeconds', type: 'seconds', about: 'Submission of the task.' },
    { name: 'firstStartSeconds', type: 'seconds', about: 'Start of the first attempt that ran; empty: none did.' },
    { name: 'endSeconds', type: 'seconds', about: 'End of the last attempt; empty: not before the end of the run.' },
    { name: 'waitSeconds', type: 'seconds', about: 'First start less submission: the sum of the five that follow.' },
    { name: 'earlierAttemptsSeconds', type: 'seconds', about: 'Of the wait: attempts that ended without a start.' },
    { name: 'brokerWaitSeconds', type: 'seconds', about: 'Of the wait: until brokerage gave it a place.' },
    { name: 'dataWaitSeconds', type: 'seconds', about: 'Of the wait: until its input was there.' },
    { name: 'slotWaitSeconds', type: 'seconds', about: 'Of the wait: until a pilot took it.' },
    { name: 'startWaitSeconds', type: 'seconds', about: 'Of the wait: from there to its start.' },
    { name: 'runSeconds', type: 'seconds', about: 'Length of the run that finished.' },
    { name: 'turnaroundSeconds', type: 'seconds', about: 'End of the run that finished less submission.' },
    {
      name: 'successSeconds',
      type: 'seconds',
      about: 'Time to success: end with its output delivered, less submission.',
    },
    { name: 'inputBytes', type: 'large', about: 'Size of its input.' },
    { name: 'outputBytes', type: 'large', about: 'Size of its output.' },
  ],
  rows: { query },
}
