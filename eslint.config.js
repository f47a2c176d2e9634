// Lint rules: types strictly, promises never forgotten, and a core without clock, chance, waiting or I/O.
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

// Why all this: a run can be repeated, and both worlds agree.
const why = 'The core is synchronous and deterministic:'
const useNow = `${why} time comes in as the argument \`now\`.`
const useReports = `${why} it never waits; what happens later comes in as a report.`
const useOrders = `${why} it has no I/O; what the world should do goes out as an order.`

const restrictedGlobals = [
  ...['Date', 'performance'].map((name) => ({ name, message: useNow })),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Promise'].map((name) => ({
    name,
    message: useReports,
  })),
  ...['process', 'console', 'fetch', 'crypto', 'globalThis'].map((name) => ({ name, message: useOrders })),
]

const pureCore = {
  'no-restricted-globals': ['error', ...restrictedGlobals],
  'no-restricted-properties': [
    'error',
    { object: 'Math', property: 'random', message: `${why} draws are keyed by lineage.` },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: ':function[async=true]', message: useReports },
    { selector: 'AwaitExpression', message: useReports },
    { selector: 'ForOfStatement[await=true]', message: useReports },
    { selector: 'ImportExpression', message: useReports },
    { selector: 'TSTypeReference[typeName.name=/^(Promise|PromiseLike)$/]', message: useReports },
    { selector: 'TSTypeReference[typeName.name="Date"]', message: useNow },
  ],
  'no-restricted-imports': ['error', { patterns: [{ regex: '^node:', message: useOrders }] }],
}

/** Rules of the strict set that fight with plain values and typed arrays: row numbers, state codes, bit sets. */
const leeway = {
  '@typescript-eslint/no-non-null-assertion': 'off',
  '@typescript-eslint/no-unnecessary-condition': 'off',
  '@typescript-eslint/no-unnecessary-type-assertion': 'off',
  '@typescript-eslint/no-unsafe-enum-comparison': 'off',
  '@typescript-eslint/no-unsafe-enum-assignment': 'off',
  '@typescript-eslint/no-unnecessary-type-parameters': 'off',
  '@typescript-eslint/prefer-literal-enum-member': ['error', { allowBitwiseExpressions: true }],
  '@typescript-eslint/unified-signatures': 'off',
  '@typescript-eslint/unbound-method': 'off',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
}

export default defineConfig(
  globalIgnores(['dist/', 'results/', 'notebooks/', '**/*.partial-*/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...leeway,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'require-atomic-updates': 'error',
    },
  },
  { files: ['src/model/**/*.ts', 'src/brokerage/**/*.ts'], ignores: ['**/*.test.ts'], rules: pureCore },
  {
    files: ['**/*.test.ts'],
    // Tests read loose values (a parsed line of JSON, a reply of HTTP) and say so by what they assert.
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.base],
    rules: { eqeqeq: 'error', 'prefer-const': 'error', 'no-var': 'error', 'no-unused-vars': 'error' },
  },
)
