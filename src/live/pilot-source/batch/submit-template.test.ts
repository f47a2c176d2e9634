import test from 'ava'
import { BadInput } from '../../../model/bad-input.js'
import { batchEnvironment } from './run-command.js'
import { SubmitTemplate, type TemplateFields } from './submit-template.js'

const fields: TemplateFields = {
  ...{ queue: 'BNL', cores: 8, memoryMB: 16_000, walltimeSeconds: 3600, walltimeMinutes: 60, name: 'p.1.0' },
  ...{ url: 'http://127.0.0.1:25443', urlFile: '/live/url', tokenFile: '/live/pilot-token' },
  ...{ folder: '/live/pilots/pilot-p.1.0', log: '/live/p.log', script: '/live/p.sh', storage: undefined },
}

test('fields are filled in, all else stays as it is', (t) => {
  const text = 'mem={{memoryMB}} ${HOME} {x} {{cores}}{{cores}}\nexec {{script}} "$@"\n'
  t.is(new SubmitTemplate('t', text).fill(fields), 'mem=16000 ${HOME} {x} 88\nexec /live/p.sh "$@"\n')
})

test('what is wrong with a template, or does not fit into it, is told', (t) => {
  const wrong: [text: string, more: Partial<TemplateFields>, message: RegExp][] = [
    ['a\n{{script}} {{core}}', {}, /^t:2: \{\{core\}\}; allowed: \{\{queue\}\}, /],
    ['{{script}} {{ cores }}', {}, /^t:1: \{\{ cores \}\}; /],
    ['{{toString}}', {}, /^t:1: \{\{toString\}\}; /],
    ['exec pilot', {}, /^t: neither \{\{script\}\} nor \{\{name\}\}; /],
    ['{{script}} {{storage}}', {}, /^t: \{\{storage\}\} has no value for queue BNL; /],
    ['{{script}} {{queue}}', { queue: 'a; rm -r b' }, /^t: \{\{queue\}\} is a; rm -r b; allowed: letters, /],
    ['{{script}} {{folder}}', { folder: '/a b' }, /^t: \{\{folder\}\} is \/a b; /],
  ]
  for (const [text, more, message] of wrong)
    t.throws(() => new SubmitTemplate('t', text).fill({ ...fields, ...more }), { instanceOf: BadInput, message })
})

test('batch systems, which hand their environment on to jobs, are told no secrets', (t) => {
  const own = { PATH: '/bin', HOME: '/h', LC_ALL: 'C', SLURM_CONF: '/s', CONDOR_CONFIG: '/c', _CONDOR_X: '1' }
  t.deepEqual(batchEnvironment({ ...own, AILURO_TOKEN: 's', PGPASSWORD: 's', AWS_SECRET: 's' }), own)
})
