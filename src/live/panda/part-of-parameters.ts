import type { PandaPart } from './panda-part.js'
import type { JobParameter, TaskParameters } from './task-parameters-schema.js'

/** The program that runs what prun's users want run. */
const RUN_GEN = '/trf/user/runGen-00-00-02'

/** What the jobs of a task run. */
export function partOfParameters(asked: TaskParameters): Omit<PandaPart, 'usesSecrets'> {
  const { jobParameters, log, transPath, sourceURL } = asked
  const isOutput = ({ type, param_type }: JobParameter): boolean => type === 'template' && param_type === 'output'
  const fileOf = ({ value, dataset }: Pick<JobParameter, 'value' | 'dataset'>, isLog: boolean) => {
    const name = (dataset ?? asked.taskName).replace(/\/$/, '')
    return { template: templateIn(value), dataset: name, scope: scopeOf(name), isLog }
  }
  const outputs = jobParameters.filter(isOutput).map((one) => fileOf(one, false))
  const seed = jobParameters.find(
    ({ param_type, value }) => param_type === 'number' && /\$\{(RNDMSEED|SEQNUMBER)\}/.test(value),
  )
  return {
    transformation: transPath ? transPath : RUN_GEN,
    arguments: joined(jobParameters).replaceAll('${SURL}', sourceURL ?? ''),
    inputs: [],
    outputs: [...outputs, ...(log ? [fileOf(log, true)] : [])],
    fields: {
      processingType: asked.processingType ?? '',
      homepackage: asked.transHome ?? '',
      swRelease: asked.transUses ? asked.transUses : 'NULL',
      cmtConfig: asked.architecture ?? '',
      ...(asked.container_name && { container_name: asked.container_name }),
    },
    seedOffset: seed?.offset ?? 0,
    eventsPerJob: asked.nEventsPerJob ?? 0,
  }
}

/** The name of the file in a value such as `outputFile=name.${SN}.root`. */
function templateIn(value: string): string {
  return value.split(/[= ]/).findLast((piece) => piece !== '') ?? value
}

/** Scope of a dataset: what its name says, as PanDA reads it. */
function scopeOf(dataset: string): string {
  if (dataset.includes(':')) return dataset.split(':', 1)[0]
  const [first, second = ''] = dataset.split('.')
  return ['user', 'group'].includes(first) && second !== '' ? `${first}.${second}` : first
}

/** The arguments as one line: what is hidden is left out, and pieces without padding stand close. */
function joined(parameters: readonly JobParameter[]): string {
  let line = ''
  for (const { value, hidden, padding } of parameters) {
    if (hidden === true) continue
    line += padding === false ? value : `${value} `
  }
  return line.trim()
}
