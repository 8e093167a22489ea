import { describe, expect, test } from 'vitest';
import { errorInSamePlace, samePlace } from '../../src/cli/same-place.ts';
import { NlbctlError } from '../../src/model/errors.ts';

const arn = 'arn:aws:eks:us-west-2:123456789012:cluster/prod';

describe('a command to go on with leads to the same cluster and account', () => {
  test.each([
    ['nlbctl inspect ui-nlb -n ui', [], ''],
    ['nlbctl inspect ui-nlb -n ui', ['migrate', 'ui-nlb', '--context', 'prod'], ' --context prod'],
    ['nlbctl inspect ui-nlb -n ui', [`--context=${arn}`, '--profile', 'ops'], ` --context ${arn} --profile ops`],
    ['nlbctl inspect ui-nlb -n ui', ['--kubeconfig', "it's here"], ` --kubeconfig 'it'\\''s here'`],
    ['kubectl describe service/ui-nlb -n ui', ['--context', 'prod', '--profile', 'ops'], ' --context prod'],
    ['aws sts get-caller-identity', ['--context', 'prod', '--region=us-east-1'], ' --region us-east-1'],
    ['nlbctl explain Target.Timeout', ['--context', 'prod'], ''],
    ['nlbctl inspect ui-nlb -n ui', ['sandbox', 'run', '--', 'kubectl', '--context', 'prod'], ''],
    ['nlbctl inspect ui-nlb -n ui', ['inspect', '--context'], ''],
  ])('%s after %j', (command, argv, added) => {
    expect(samePlace(command, argv)).toBe(`${command}${added}`);
  });

  test('also in the words of an error', () => {
    const error = new NlbctlError(
      'Interrupted',
      'stopped\n  to continue:   nlbctl migrate ui-nlb -n ui --to ip\n  to go back:    nlbctl migrate ui-nlb -n ui --to instance',
      { hint: 'look at it again (nlbctl inspect ui-nlb -n ui), and repeat; nlbctl list -A shows all' },
    );
    const placed = errorInSamePlace(error, ['--context', 'prod']);
    expect(placed.message.split('\n')).toEqual([
      'stopped',
      '  to continue:   nlbctl migrate ui-nlb -n ui --to ip --context prod',
      '  to go back:    nlbctl migrate ui-nlb -n ui --to instance --context prod',
    ]);
    expect(placed.hint).toBe(
      'look at it again (nlbctl inspect ui-nlb -n ui --context prod), and repeat; nlbctl list -A shows all',
    );
    expect(placed).toMatchObject({ code: 'Interrupted', exitCode: 130 });
    expect(errorInSamePlace(error, [])).toBe(error);
  });
});
