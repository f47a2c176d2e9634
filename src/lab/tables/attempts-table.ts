import type { AttemptRecords } from '../../sim/run-result.js'
import { type KeptColumn, keptTable } from './table.js'

type Part = KeptColumn<AttemptRecords>
type Lists = Extract<keyof AttemptRecords, `${string}Names`>
type Numbers = Exclude<keyof AttemptRecords, Lists | 'length'>

const kept =
  (type: Part['type']) =>
  (name: Numbers, about: string): Part => ({ name, type, about, of: (records) => [records[name]] })

const time = kept('seconds')
const whole = kept('whole')
const large = kept('large')

const name = (name: Numbers, list: Lists, about: string): Part => ({
  name,
  type: 'name',
  about,
  of: (records) => [records[name], records[list]],
})

/** A row an attempt. */
export const attemptsTable = keptTable<AttemptRecords>({
  name: 'attempts',
  about: 'An attempt at a job, from its creation to its end or to the end of the run.',
  order: ['pandaId'],
  records: ({ records }) => records?.attempts,
  length: ({ length }) => length,
  columns: [
    large('pandaId', 'Number of the attempt, from 1 in each run.'),
    name('task', 'taskNames', 'Task of the job.'),
    whole('ordinal', 'Number of the job within its task; with the task it names the job in all runs of a seed.'),
    whole('attempt', 'The how manieth attempt at the job, from 1.'),
    name('user', 'userNames', 'Who submitted the task.'),
    name('share', 'shareNames', 'Global share that it counts against.'),
    whole('priority', 'Priority of the task.'),
    whole('cores', 'Cores that it asks for; 0: any number.'),
    name('site', 'siteNames', 'Site that it was sent to; empty: to none.'),
    name('queue', 'queueNames', 'Pseudo-queue that it was sent to; empty: to none.'),
    name('state', 'stateNames', 'How it ended, or where it stood at the end of the run.'),
    name('cause', 'causeNames', 'Why it came into that state.'),
    whole('errorCode', 'Error code of the failure; 0: none.'),
    time('submitSeconds', 'Submission of the task.'),
    time('createdSeconds', 'Creation: of a first attempt, the submission; of a later one, the end of the one before.'),
    time('brokeredSeconds', 'Brokerage gave it a place.'),
    time('activatedSeconds', 'Its input was there; it waited for a pilot from now on.'),
    time('sentSeconds', 'A pilot took it.'),
    time('startSeconds', 'Its payload started.'),
    time('runEndSeconds', 'Its payload ended; of a silent pilot, when it was last heard.'),
    time('outputStartSeconds', 'Its output was to be moved from now on; empty: it stayed where it was made.'),
    time('endSeconds', 'It reached its final state; empty: not before the end of the run.'),
    large('inputBytes', 'Size of its input.'),
    large('outputBytes', 'Size of its output.'),
  ],
})
