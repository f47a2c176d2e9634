import { existsSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { fileInFolder } from '../storage-folder/file-in-folder.js'
import { JobFailure, PilotError } from './pilot-errors.js'

/**
 * The command as it is run in Apptainer, with the job's folder as the only one of the machine that is bound besides its defaults.
 * @param image a path in the job's folder, an absolute one, or an address such as `docker://alpine`
 * @param path folders that programs are searched in, as in PATH
 * @throws JobFailure when Apptainer or the image is missing
 */
export async function inContainer(
  command: readonly string[],
  image: string,
  folder: string,
  path: string,
): Promise<string[]> {
  const apptainer = await programIn(path, 'apptainer')
  if (apptainer === undefined)
    throw new JobFailure(
      PilotError.apptainerMissing,
      `the job wants the container ${image}, and apptainer is not installed`,
    )
  const file = /^[a-z]+:\/\//.test(image) ? image : await imageFile(image, folder)
  return [apptainer, 'exec', '--no-home', '--bind', folder, '--pwd', folder, file, ...command]
}

async function imageFile(image: string, folder: string): Promise<string> {
  const path = isAbsolute(image)
    ? image
    : await fileInFolder(folder, image).catch((error: unknown) => {
        throw new JobFailure(PilotError.imageNotFound, `container image: ${(error as Error).message}`)
      })
  if (!existsSync(path)) throw new JobFailure(PilotError.imageNotFound, `container image ${image} is not there`)
  return path
}

async function programIn(path: string, name: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const program = join(folder, name)
    if (
      await access(program, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return program
  }
  return undefined
}
