// The arrows between the rooms, as a check on every import. src/tidy.test.ts holds the same rules by other means.

/** Which other rooms each room may see. */
const arrows = {
  'src/model': [],
  'src/brokerage': ['src/model'],
  'src/sim': ['src/model', 'src/brokerage'],
  'src/page': [],
  'src/monitor': ['src/model', 'src/page'],
  'src/live': ['src/model', 'src/brokerage', 'src/page', 'src/monitor'],
  'src/conformance': ['src/model', 'src/brokerage'],
  'src/lab': ['src/model', 'src/brokerage', 'src/sim', 'src/page', 'src/monitor'],
  'src/cli': ['src/model', 'src/brokerage', 'src/sim', 'src/page', 'src/live', 'src/monitor', 'src/lab'],
  bench: ['src/model', 'src/brokerage', 'src/sim', 'src/page', 'src/lab', 'src/live'],
}

/** Tests that play one scenario in both worlds may join them. */
const parityTests = '^src/parity/.*(\\.test\\.ts$|testing/)|parity[^/]*\\.test\\.ts$'

const arrowRules = Object.entries(arrows).map(([room, seen]) => ({
  name: `arrows-of-${room.replace('src/', '')}`,
  comment: `${room} may see ${seen.length > 0 ? seen.join(', ') : 'no other room'}`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: parityTests },
  to: { path: '^(src|bench)/', pathNot: `^(${[room, ...seen].join('|')})/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...arrowRules,
    {
      name: 'pure-core',
      comment: 'model and brokerage are synchronous and deterministic: no modules of Node, so no I/O and no clock',
      severity: 'error',
      from: { path: '^src/(model|brokerage)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      comment: 'modules that run in a circle see each other half made; circles of types alone are harmless',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'a module that nothing uses and that uses nothing is dead',
      severity: 'error',
      from: { orphan: true, pathNot: '/browser/|\\.test\\.ts$|/index\\.ts$|/main\\.ts$|-worker\\.ts$|\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'tests-are-leaves',
      comment: 'nothing imports a test',
      severity: 'error',
      from: {},
      to: { path: '\\.test\\.ts$' },
    },
    {
      name: 'no-development-tools-at-run-time',
      comment: 'an installed package has no development dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '(\\.test\\.ts|/testing/.*)$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'resolvable',
      comment: 'the import leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // Some packages have nothing but `exports`.
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
