import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { BadInput } from '../../model/bad-input.js'
import { taskRequest } from '../../live/api/task-request.js'
import { checked } from '../../live/api/wording.js'
import { openYaml, readOpened } from '../../sim/yaml-file.js'

/** A task as it is sent. */
export type Task = z.input<typeof taskRequest>

const tasksSchema = z.array(taskRequest).min(1)

/**
 * The tasks of a file: a list in YAML, or one JSON object a line when it ends in `.jsonl`. All are looked through before any is
 * sent.
 * @throws BadInput with file and line at the first fault
 */
export function readTasks(file: string): readonly Task[] {
  if (file.endsWith('.jsonl')) return readLines(file)
  const yaml = openYaml(file)
  readOpened(yaml, tasksSchema)
  return yaml.given as Task[]
}

function readLines(file: string): Task[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new BadInput(file, `it cannot be read: ${(error as Error).message}`, 'a file with one task a line')
  }
  const tasks = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [taskIn(line, `${file}:${i + 1}`)]))
  if (tasks.length === 0) throw new BadInput(file, 'there is no task in it', 'one JSON object a line')
  return tasks
}

function taskIn(line: string, where: string): Task {
  let given: unknown
  try {
    given = JSON.parse(line)
  } catch {
    throw new BadInput(where, 'it is no JSON', 'one JSON object a line')
  }
  checked(taskRequest, given, where)
  return given as Task
}
