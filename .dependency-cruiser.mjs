/**
 * Who may import whom. The table is the data; the rules below are made from it. docs/architecture.md prints the
 * same table and test/architecture.test.ts compares them.
 */
export const mayImport = {
  'src/algebra': [],
  'src/source': [],
  'src/model': ['src/algebra', 'src/source'],
  'src/exchange': ['src/algebra', 'src/model'],
  parsers: ['src/model', 'src/source', 'src/algebra'],
  'src/reach': ['src/model', 'src/algebra'],
  'src/verify': ['src/model', 'src/exchange', 'src/source'],
  'src/project': ['src/model', 'src/source', 'src/exchange', 'parsers'],
  'src/analysis': ['src/model', 'src/reach', 'src/exchange'],
  'src/report': [
    'src/analysis/result.ts',
    'src/analysis/exposure-result.ts',
    'src/analysis/remedy-result.ts',
    'src/analysis/impact-result.ts',
    'src/analysis/lint-result.ts',
    'src/analysis/baseline-result.ts',
    'src/analysis/answers-of.ts',
    'src/model',
    'src/source',
    'src/exchange',
  ],
  'src/index.ts': ['src/analysis', 'src/model', 'src/project', 'src/report', 'src/source', 'package.json'],
  'test/oracle': ['src/model'],
}

const own = '^(src|parsers|test|bench|tools)/'
const pathOf = (place) => (/\.\w+$/.test(place) ? `^${place.replaceAll('.', '\\.')}$` : `^${place}/`)

const directions = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `${folder.replaceAll('/', '-')}-imports`,
  comment: `${folder} may import only ${allowed.length > 0 ? allowed.join(', ') : 'its own files'}.`,
  severity: 'error',
  from: { path: pathOf(folder) },
  to: { path: own, pathNot: [pathOf(folder), ...allowed.map(pathOf)] },
}))

const door = (name, packagePath, doorPath, why) => ({
  name: `one-door-${name}`,
  comment: why,
  severity: 'error',
  from: { path: '^(src|parsers)/', pathNot: doorPath },
  to: { path: `^node_modules/${packagePath}/` },
})

export default {
  forbidden: [
    ...directions,
    {
      name: 'no-cycle',
      comment: 'A cycle means that two files are one; say so by joining them, or cut it.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'dialects-are-siblings',
      comment: 'A dialect is added by adding a folder; it never leans on another dialect.',
      severity: 'error',
      from: { path: '^parsers/([^/]+)/' },
      to: { path: '^parsers/[^/]+/', pathNot: ['^parsers/$1/', '^parsers/shared/'] },
    },
    {
      name: 'core-without-node',
      comment: 'The core reads no file, clock or environment, so that it also runs in a browser.',
      severity: 'error',
      from: { path: '^(src|parsers)/', pathNot: '^src/(cli/|main\\.ts$)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing-imports-a-test',
      comment: 'Product code does not lean on test code.',
      severity: 'error',
      from: { path: '^(src|parsers)/' },
      to: { path: '^(test|bench|tools)/' },
    },
    {
      name: 'no-development-dependency',
      comment: 'What the product imports at run time must be among its dependencies.',
      severity: 'error',
      from: { path: '^(src|parsers)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere fails at run time.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    door('ip-num', 'ip-num', '^src/model/address\\.ts$', 'Addresses are numbers inside; only one file knows ip-num.'),
    door('csv-parse', 'csv-parse', '^parsers/shared/table\\.ts$', 'Only one file knows csv-parse and its traps.'),
    door('yaml', 'yaml', '^src/project/yaml-document\\.ts$', 'Only one file knows the YAML library.'),
    door('yargs', '(yargs|@types/yargs)', '^src/cli/', 'Only the command line knows yargs.'),
    door('picocolors', 'picocolors', '^src/report/text/', 'Only the text report knows colours.'),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
}
