import { constants } from 'node:fs'
import { chmod, chown, copyFile, mkdir, realpath, stat, symlink } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { fetchFile } from '../http-storage/fetch-file.js'
import { HttpStorage } from '../http-storage/http-storage.js'
import { isSameChecksum, kindOf } from '../storage-folder/checksum.js'
import { fileInFolder, OutsideFolder } from '../storage-folder/file-in-folder.js'
import { checksumOfFile, NotPlaced } from '../storage-folder/place-file.js'
import type { Account } from './account.js'
import type { JobSpecification } from './job-specification.js'
import { JobFailure, PilotError } from './pilot-errors.js'

type Input = JobSpecification['inputs'][number]

/** Where input comes from, a folder or a storage behind HTTP, where it goes and whose it is there. */
export interface StageInPlan {
  readonly storage: string | HttpStorage | undefined
  readonly folder: string
  readonly account: Account | undefined
  /** Symbolic links in the place of copies. */
  readonly linksInputs: boolean
}

/**
 * Puts one file of the site's storage into the job's folder and checks it there.
 * @returns what was done, in words
 * @throws JobFailure when it is missing, wrong or cannot be copied
 */
export async function stageIn(input: Input, plan: StageInPlan, stop: AbortSignal): Promise<string> {
  try {
    const { storage } = plan
    if (storage === undefined) throw new JobFailure(PilotError.stageInFailed, 'this pilot has no storage folder')
    if (storage instanceof HttpStorage) await fetchTo(input, storage, plan, stop)
    else await takeFrom(input, storage, plan, stop)
    return `staged in ${input.name}`
  } catch (error) {
    if (error instanceof JobFailure || stop.aborted) throw error
    throw new JobFailure(codeOf(error, input), `stage-in of ${input.name}: ${(error as Error).message}`)
  }
}

function codeOf(error: unknown, { checksum }: Input): number {
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return PilotError.noLocalSpace
  const fault = error instanceof NotPlaced ? error.fault : undefined
  if (fault === 'missing') return PilotError.inputMissing
  return fault === 'checksum' ? mismatchOf(checksum ?? 'adler32:') : PilotError.stageInFailed
}

function mismatchOf(checksum: string): number {
  return kindOf(checksum) === 'adler32' ? PilotError.inputAdlerMismatch : PilotError.stageInFailed
}

async function fetchTo(input: Input, storage: HttpStorage, plan: StageInPlan, stop: AbortSignal): Promise<void> {
  const to = join(plan.folder, input.name)
  await makeFolders(plan, dirname(to))
  await fetchFile({ ...input, storage, to, signal: stop })
  await giveTo(to, plan.account)
}

async function takeFrom(input: Input, storage: string, plan: StageInPlan, stop: AbortSignal): Promise<void> {
  const from = await sourceOf(input, storage)
  const to = join(plan.folder, input.name)
  await makeFolders(plan, dirname(to))
  if (plan.linksInputs) await symlink(await realpath(from), to)
  else await copyTo(from, to, plan.account)
  await check(input, to, stop)
}

async function sourceOf({ name, bytes }: Input, storage: string): Promise<string> {
  try {
    const path = await fileInFolder(storage, name)
    const found = await stat(path)
    if (!found.isFile()) throw new JobFailure(PilotError.stageInFailed, `input ${name} is no file`)
    if (bytes !== undefined && found.size !== bytes)
      throw new JobFailure(PilotError.stageInFailed, `input ${name} has ${found.size} bytes, ${bytes} were expected`)
    return path
  } catch (error) {
    if (error instanceof OutsideFolder) throw new JobFailure(PilotError.stageInFailed, error.message)
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new JobFailure(PilotError.inputMissing, `input ${name} is not in the site's storage`)
    throw error
  }
}

/** Folders between the job's and a file's, each the payload's own. */
async function makeFolders({ folder, account }: StageInPlan, wanted: string): Promise<void> {
  let path = folder
  for (const part of relative(folder, wanted)
    .split(sep)
    .filter((part) => part !== '')) {
    path = join(path, part)
    await mkdir(path, { recursive: true })
    if (account !== undefined) await chown(path, account.uid, account.gid)
  }
}

async function copyTo(from: string, to: string, account: Account | undefined): Promise<void> {
  // Shares the blocks where the file system can.
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  await chmod(to, 0o644)
  await giveTo(to, account)
}

async function giveTo(to: string, account: Account | undefined): Promise<void> {
  if (account !== undefined) await chown(to, account.uid, account.gid)
}

async function check({ name, checksum }: Input, path: string, stop: AbortSignal): Promise<void> {
  if (checksum === undefined) return
  const found = await checksumOfFile(path, kindOf(checksum), stop)
  if (isSameChecksum(found, checksum)) return
  throw new JobFailure(mismatchOf(checksum), `input ${name} has the checksum ${found}, ${checksum} was expected`)
}
