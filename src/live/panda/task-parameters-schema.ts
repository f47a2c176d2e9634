import { z } from 'zod'
import { name, nameOrNone } from '../api/fields.js'

const text = z.string().max(100_000)
const place = z.string().max(1_000)
const number = z.number().or(
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
)
const names = z.union([text.transform((one) => (one === '' ? [] : one.split(','))), z.array(text)])
const orNothing = <T extends z.ZodType>(type: T) => type.nullish()

const word = text.or(z.number().transform(String))
const fileTemplate = z.looseObject({ value: text, dataset: orNothing(text) })

/** What of a task's parameters means something here; all else is passed over. */
export const taskParameters = z.looseObject({
  taskName: name('a name of a task'),
  uniqueTaskName: orNothing(z.boolean()),
  userName: orNothing(nameOrNone()),
  vo: orNothing(nameOrNone()),
  prodSourceLabel: orNothing(nameOrNone()),
  processingType: orNothing(nameOrNone()),
  workingGroup: orNothing(nameOrNone()),
  architecture: orNothing(nameOrNone()),
  transUses: orNothing(nameOrNone()),
  transHome: orNothing(nameOrNone()),
  transPath: orNothing(place),
  sourceURL: orNothing(place),
  site: orNothing(text),
  includedSite: orNothing(names),
  taskPriority: orNothing(number),
  currentPriority: orNothing(number),
  coreCount: orNothing(number),
  ramCount: orNothing(number),
  ramCountUnit: orNothing(text),
  walltime: orNothing(number),
  maxWalltime: orNothing(number),
  maxAttempt: orNothing(number),
  maxFailure: orNothing(number),
  nFiles: orNothing(number),
  nFilesPerJob: orNothing(number),
  nEvents: orNothing(number),
  nEventsPerJob: orNothing(number),
  noInput: orNothing(z.boolean()),
  useSecrets: orNothing(z.boolean()),
  nucleus: orNothing(nameOrNone()),
  container_name: orNothing(place),
  log: orNothing(fileTemplate.or(z.array(fileTemplate).transform(([first]) => first))),
  jobParameters: z.array(
    z.looseObject({
      type: text,
      value: word.default(''),
      param_type: orNothing(text),
      dataset: orNothing(text),
      hidden: orNothing(z.boolean()),
      padding: orNothing(z.boolean()),
      offset: orNothing(number),
    }),
  ),
})
export type TaskParameters = z.output<typeof taskParameters>
export type JobParameter = TaskParameters['jobParameters'][number]
