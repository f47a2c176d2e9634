import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import type { FastifyRequest } from 'fastify'
import { PassThrough, Readable } from 'node:stream'
import { BadInput } from '../../model/bad-input.js'

/** Fields that may come beside the file. */
const MOST_FIELDS = 20

/**
 * Takes the one file of a form, part `file`, as it comes in.
 * @param take is given its name without folders, and its content; what it leaves unread is passed over
 * @throws BadInput when there is no such file or the form is broken, and whatever `take` throws
 */
export async function receiveFile(
  { headers, body }: Pick<FastifyRequest, 'headers' | 'body'>,
  take: (name: string, content: Readable) => Promise<void>,
): Promise<void> {
  const type = headers['content-type'] ?? ''
  if (!(body instanceof Readable) || !type.includes('boundary='))
    throw new BadInput('body', 'it is no form with a file', 'multipart/form-data with a part named file')
  const form = new Busboy({
    headers: headers as BusboyHeaders,
    limits: { files: 1, fields: MOST_FIELDS, fieldSize: 10_000 },
  })
  let taken: Promise<void> | undefined
  form.on('file', (part, content, name: string | undefined) => {
    // A form that breaks off is an error of each part, too.
    if (part !== 'file' || name === undefined) content.on('error', () => undefined).resume()
    else {
      const passed = passedOn(content)
      // What is refused by its name has been read by nobody.
      taken = take(name, passed).finally(() => passed.destroy())
      // It is heard of below, once the form has been read.
      taken.catch(() => undefined)
    }
  })
  await new Promise<void>((resolve, reject) => {
    form.once('finish', resolve)
    form.once('error', () => reject(new BadInput('body', 'the form is broken', 'multipart/form-data')))
    body.once('error', reject)
    body.pipe(form)
  })
  if (taken === undefined) throw new BadInput('file', 'it is missing', 'a part of the form, with the name of a file')
  await taken
}

/** The same content, which whoever reads it may leave at any time: the form must be read on all the same. */
function passedOn(content: Readable): Readable {
  const passed = new PassThrough()
  // It may break off before anybody reads it; who does later hears of it then.
  passed.on('error', () => undefined)
  content.on('error', (error) => passed.destroy(error))
  content.pipe(passed)
  // After the pipe's own, which stops the content.
  return passed.once('close', () => content.resume())
}
