/** Sandboxes over the wire, as prun and its jobs speak. */
import test from 'ava'
import { gzipSync } from 'node:zlib'
import type { CastMember } from '../../testing/api-stage.js'
import { pandaStage, type PandaStage } from '../testing/panda-stage.js'

const content = gzipSync('what a user sends')
const checksum = content.readUInt32LE(content.length - 8)

function form(name: string, bytes: Uint8Array<ArrayBuffer> = new Uint8Array(content), part = 'file'): FormData {
  const sent = new FormData()
  sent.set(part, new Blob([bytes]), name)
  return sent
}

async function upload(
  stage: PandaStage,
  who: CastMember | 'stranger',
  body: FormData | string,
  more: { classic?: boolean } = {},
) {
  const place = more.classic === true ? '/server/panda/putFile' : '/api/v1/file_server/upload_cache_file'
  const token: Record<string, string> = who === 'stranger' ? {} : { authorization: `Bearer ${stage.secrets[who]}` }
  const answer = await fetch(stage.url + place, { method: 'POST', body, headers: token })
  return answer.text()
}

test('a sandbox is uploaded, found again by its owner, and fetched by anybody who knows its name', async (t) => {
  const stage = await pandaStage()
  try {
    const asked = { bytes: content.length, checksum }
    t.is((await stage.say('alice', 'validateCacheFile', asked)).body.message, 'NOTFOUND')
    t.is(await upload(stage, 'alice', form('jobO.1.tar.gz')), '{"success":true,"message":"","data":null}')
    t.is((await stage.say('alice', 'validateCacheFile', asked)).body.message, 'FOUND:127.0.0.1:jobO.1.tar.gz')
    t.is((await stage.say('bob', 'validateCacheFile', asked)).body.message, 'NOTFOUND')
    const classic = await stage.say('alice', 'validateCacheFile', asked, { family: 'classic', encoding: 'form' })
    t.is(classic.text, 'FOUND:127.0.0.1:jobO.1.tar.gz')
    const fetched = await fetch(`${stage.url}/cache/jobO.1.tar.gz`)
    t.deepEqual([fetched.status, fetched.headers.get('content-length')], [200, String(content.length)])
    t.deepEqual(Buffer.from(await fetched.arrayBuffer()), content)
    t.is(await upload(stage, 'bob', form('jobO.2.tar.gz'), { classic: true }), 'True')
  } finally {
    await stage.close()
  }
})

test('what cannot be kept is refused in words, and the server goes on', async (t) => {
  const stage = await pandaStage()
  try {
    await upload(stage, 'alice', form('taken'))
    const large = new Uint8Array((10 << 20) + 1)
    t.regex(await upload(stage, 'alice', form('taken')), /ERROR: upload failure\. .*there is one of this name/)
    t.regex(await upload(stage, 'alice', form('large', large)), /exceeds the size limit/)
    t.regex(await upload(stage, 'alice', form('-odd')), /file name/)
    // More than what is read ahead of whoever takes the file, which is refused by its name alone.
    const some = new Uint8Array(1 << 20)
    t.regex(await upload(stage, 'alice', form('taken', some)), /there is one of this name/)
    t.regex(await upload(stage, 'alice', form('-odd', some), { classic: true }), /file name/)
    t.regex(await upload(stage, 'alice', form('x', undefined, 'another')), /file: it is missing/)
    t.regex(await upload(stage, 'alice', 'no form'), /no form with a file/)
    t.regex(await upload(stage, 'stranger', form('x')), /SSL secure connection is required/)
    const headers = {
      authorization: `Bearer ${stage.secrets.alice}`,
      'content-type': 'multipart/form-data; boundary=x',
    }
    const nameless = '--x\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: a/b\r\n\r\nall\r\n--x--\r\n'
    const broken = '--x\r\nContent-Disposition: form-data; name="file"; filename="broken"\r\n\r\nhalf'
    const place = `${stage.url}/api/v1/file_server/upload_cache_file`
    const unnamed = await fetch(place, { method: 'POST', headers, body: nameless })
    t.regex(await unnamed.text(), /"success":false,"message":"ERROR: upload failure\. file: it is missing/)
    const answer = await fetch(place, { method: 'POST', headers, body: broken })
    t.regex(await answer.text(), /"success":false/)
    t.is((await fetch(`${stage.url}/cache/broken`)).status, 404)
    t.is((await stage.say('alice', 'touchCacheFile', { name: 'taken' })).body.success, true)
    t.is((await stage.say('alice', 'touchCacheFile', { name: 'gone' })).body.success, false)
    t.is((await stage.say('alice', 'deleteCacheFile', { name: 'taken' })).body.success, true)
  } finally {
    await stage.close()
  }
})

test('no new sandbox is taken while the server takes no new work', async (t) => {
  const stage = await pandaStage({ isReadOnly: () => 'the disk is nearly full' })
  try {
    t.regex(await upload(stage, 'alice', form('x')), /cannot write file: the disk is nearly full/)
  } finally {
    await stage.close()
  }
})

test('programs are fetched as they are; nothing else is', async (t) => {
  const stage = await pandaStage()
  try {
    const fetched = await fetch(`${stage.url}/trf/user/runGen-00-00-02`)
    t.regex(await fetched.text(), /^#!\/usr\/bin\/env python3\n/)
    t.regex(await (await fetch(`${stage.url}/trf/run-command.sh`)).text(), /^#!\/bin\/sh\n/)
    const others = [
      '/trf/',
      '/trf/user',
      '/trf/..%2fprograms.ts',
      '/trf/user/../../programs.ts',
      '/cache/..%2f..%2fx',
      '/cache/.contents',
    ]
    for (const path of others) t.not((await fetch(stage.url + path)).status, 200, path)
  } finally {
    await stage.close()
  }
})
