import type { Dispatch } from '../door.js'
import { jobSpecification, type JobSpecification } from '../pilot/job-specification.js'
import type { InputFile, JobFile, JobProgram } from './job-dictionary.js'
import type { JobFacts } from './job-facts.js'
import { numberInFiles, pandaPartOf } from './native-specification.js'
import { expandedPart } from './expanded-part.js'
import type { PandaPart } from './panda-part.js'

/** What pilots fetch to run the commands of tasks that were submitted in this server's own way. */
const COMMAND_RUNNER = '/trf/run-command.sh'

/**
 * What a dispatched job runs, in PanDA's terms.
 * @param serverUrl where the pilot finds this server
 * @throws JobFailure when its specification is none
 */
export function jobProgram(dispatch: Dispatch, facts: JobFacts, serverUrl: string): JobProgram {
  const part = pandaPartOf(dispatch)
  if (part !== undefined) return partProgram(dispatch, part, serverUrl)
  return commandProgram(dispatch, facts, jobSpecification(dispatch), serverUrl)
}

function partProgram(dispatch: Dispatch, part: PandaPart, serverUrl: string): JobProgram {
  const { task, attempt, id } = dispatch
  const which = { task, ordinal: numberInFiles(dispatch), attempt, id }
  const { transformation, jobPars, outputs } = expandedPart(part, which, serverUrl)
  return {
    transformation,
    jobPars,
    inputs: part.inputs,
    outputs: outputs.filter(({ isLog }) => !isLog),
    log: outputs.find(({ isLog }) => isLog),
    fields: part.fields,
    usesSecrets: part.usesSecrets,
  }
}

/** A command, wrapped into a program of ours. Its words travel as base64: nothing on the way must read anything into them. */
function commandProgram(
  { id, task, taskName, user, ordinal, attempt, cores }: Dispatch,
  { dataset }: JobFacts,
  { command, environment, inputs, outputs, container, ordinal: own = ordinal }: JobSpecification,
  serverUrl: string,
): JobProgram {
  const told = { JOB: id, TASK: task, ORDINAL: own, ATTEMPT: attempt, CORES: cores }
  const variables = Object.entries({
    ...environment,
    ...Object.fromEntries(Object.entries(told).map(([name, value]) => [`AILURO_${name}`, String(value)])),
  })
  const words = [
    ...variables.map(([name, value]) => `-e ${name}=${base64(value)}`),
    '--',
    ...command.map((word) => base64(word)),
  ]
  const ownScope = `user.${user}`
  const outputSet = `${ownScope}.${taskName}`
  const files = outputs.map(({ name }): JobFile => ({ lfn: name, scope: ownScope, dataset: outputSet }))
  return {
    transformation: `${serverUrl}${COMMAND_RUNNER}`,
    jobPars: words.join(' '),
    inputs: inputs.map((input) => inputFile(input, dataset ?? `${ownScope}:${taskName}.in`, ownScope)),
    outputs: files,
    log:
      files.length === 0
        ? undefined
        : { lfn: `${taskName}.${id}.log.tgz`, scope: ownScope, dataset: `${outputSet}.log` },
    fields: container === undefined ? {} : { container_name: container },
    usesSecrets: false,
  }
}

/** An input; its scope is that of its dataset where that has one. */
function inputFile(
  { name, bytes = 0, checksum = '' }: JobSpecification['inputs'][number],
  dataset: string,
  ownScope: string,
): InputFile {
  const [scope, rest] = dataset.split(':', 2)
  const adler = /^adler32:([0-9a-f]{1,8})$/i.exec(checksum)?.[1]
  return {
    lfn: name,
    scope: rest === undefined ? ownScope : scope,
    dataset,
    bytes,
    checksum: adler === undefined ? '' : `ad:${adler.padStart(8, '0')}`,
  }
}

/** A word of a shell: an empty one must not get lost. */
function base64(word: string): string {
  return word === '' ? "''" : Buffer.from(word, 'utf8').toString('base64')
}
