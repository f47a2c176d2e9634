import { removePartial } from '../lab/results-folder.js'
import type { Progress } from './progress.js'

/** Ends the process on Ctrl-C or a polite kill with nothing half-written left behind. */
export function cleanUpWhenInterrupted(folder: string | undefined, progress: Progress): void {
  const end = (code: number): void => {
    progress.stop()
    if (folder !== undefined) removePartial(folder)
    process.stderr.write('ailuro: interrupted; nothing was written\n')
    process.exit(code)
  }
  process.once('SIGINT', () => end(130))
  process.once('SIGTERM', () => end(143))
}
