/** What users upload for their jobs (panda-protocol.md §4). */
import { BadInput } from '../../../model/bad-input.js'
import { type PandaAnswer, refusal, well } from '../answer.js'
import { method } from '../method.js'
import { text, whole } from '../parameter.js'
import { receiveFile } from '../receive-file.js'
import { SandboxStore } from '../sandbox-store.js'
import { anybody, people } from './callers.js'

const LONGEST_NAME = 300
const CHECKSUMS = 0xffff_ffff

export const fileServerMethods = {
  validateCacheFile: method({
    classic: 'checkSandboxFile',
    v1: 'POST file_server/validate_cache_file',
    summary: 'Tell which sandbox of the caller has the same content, so that it need not be uploaded again',
    usedBy: ['prun', 'panda-client'],
    may: people,
    secure: true,
    takes: {
      bytes: whole({ classic: 'fileSize', v1: 'file_size' }),
      checksum: whole({ classic: 'checkSum', v1: 'checksum' }, 0, CHECKSUMS),
    },
    example: { bytes: 200, checksum: 12345 },
    handle: async ({ given: { bytes, checksum }, caller, request }, { panda }) => {
      const name = await new SandboxStore(panda.sandboxFolder).sameAs(caller.user, bytes, checksum)
      const found = name === undefined ? 'NOTFOUND' : `FOUND:${request.hostname}:${name}`
      return name === undefined ? { ...refusal(found), classic: found } : well(null, found, found)
    },
  }),

  uploadCacheFile: method({
    classic: 'putFile',
    v1: 'POST file_server/upload_cache_file',
    summary: 'Keep a sandbox for jobs to fetch',
    usedBy: ['prun', 'panda-client', 'Harvester'],
    missing:
      'there is no limit on how many files a user has; files are kept as they come, not compressed; an upload of more than a minute is cut off',
    may: anybody,
    secure: true,
    takes: {},
    size: 'upload',
    example: {},
    handle: async ({ caller, request }, { panda, isReadOnly }) => {
      const reason = isReadOnly()
      if (reason !== undefined) return failed(`ERROR: cannot write file: ${reason}`)
      const store = new SandboxStore(panda.sandboxFolder)
      try {
        await receiveFile(request, (name, content) => store.keep(caller.user, name, content))
      } catch (error) {
        if (!(error instanceof BadInput)) throw error
        return failed(`ERROR: upload failure. ${error.message}`)
      }
      return well(null, 'True')
    },
  }),

  touchCacheFile: method({
    classic: 'touchFile',
    v1: 'POST file_server/touch_cache_file',
    summary: 'Keep a sandbox for longer',
    usedBy: ['panda-client'],
    may: people,
    secure: true,
    takes: { name: text({ classic: 'filename', v1: 'file_name' }, LONGEST_NAME) },
    example: { name: 'jobO.1.tar.gz' },
    handle: async ({ given: { name } }, { panda }) => {
      const isThere = await new SandboxStore(panda.sandboxFolder).touch(name)
      return isThere ? well(null, 'True') : failed(`Failed to touch file: there is no ${name}`)
    },
  }),

  deleteCacheFile: method({
    classic: 'deleteFile',
    v1: 'POST file_server/delete_cache_file',
    summary: 'Hear that a sandbox is not needed any more',
    usedBy: ['panda-client'],
    missing:
      'as with PanDA nothing is deleted, since other tasks may use the file: it goes when nobody has touched it for 30 days',
    may: people,
    secure: true,
    takes: { name: text({ classic: 'file', v1: 'file_name' }, LONGEST_NAME) },
    example: { name: 'jobO.1.tar.gz' },
    handle: () => well(null, 'True'),
  }),
} as const

/** The classic family has the bare words. */
function failed(message: string): PandaAnswer {
  return { ...refusal(message), classic: message }
}
