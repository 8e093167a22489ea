import { annotation, tag } from '../../../model/annotations.ts';
import type { Service } from '../../../model/service.ts';
import type { ControllerDeployment } from '../../../model/surroundings.ts';
import { flagOf, isGiven } from '../../controller-flags.ts';
import { attributesIn } from '../../plan/annotated-attributes.ts';
import { attributesAfter } from '../../plan/attributes-after.ts';
import type { ChangingPort } from '../../plan/changing-ports.ts';
import { defaultAttribute } from '../../plan/default-attributes.ts';
import { annotate } from '../annotate.ts';
import { enumerated } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { goingGroups } from './going-groups.ts';

type Pairs = Record<string, string>;

/** Attributes and tags of a group that goes, which nothing gives to its successor. */
export const setByHand: Check<'NLB0706'> = (subject) => {
  const { service, surroundings } = subject.snapshot;
  return goingGroups(subject).flatMap((changing) => {
    const attributes = attributesByHand(service, changing);
    const tags = tagsByHand(service, changing, surroundings?.controllers ?? []);
    const told = [...named('attribute', attributes), ...named('tag', tags)];
    if (told.length === 0) return [];
    const { name } = changing.group;
    return [
      {
        code: 'NLB0706',
        object: `target group ${name}`,
        message: `Target group ${name} of port ${changing.port.port} has what no annotation gives to the group that takes its place: ${told.join('; ')}.`,
        remedy: [
          ...commandFor(service, attributesKey(service, changing.port.port), attributes),
          ...commandFor(service, annotation.additionalTags, tags),
        ].join(' && '),
      },
    ];
  });
};

/** What differs from annotations and defaults now, and from those of the new group, too. */
function attributesByHand(service: Service, { port, group, to }: ChangingPort): Pairs {
  const annotated = attributesAfter(service, port.port);
  const by = (targetType: string, key: string) =>
    annotated[key]?.toLowerCase() ?? defaultAttribute({ protocol: group.protocol, targetType }, key);
  return picked(group.attributes ?? {}, (key, value) => {
    const now = by(group.targetType, key);
    return now !== null && value !== now && value !== by(to, key);
  });
}

/** Where no controller was found, nobody can say which tags come from its flag --default-tags. */
function tagsByHand(service: Service, { group }: ChangingPort, controllers: readonly ControllerDeployment[]): Pairs {
  const flags = controllers.map((controller) => flagOf(controller, 'default-tags'));
  const hidden = controllers.some((controller, index) => isGiven(controller, 'default-tags') && flags[index] === null);
  if (controllers.length === 0 || hidden) return {};
  const given: Pairs = Object.assign({}, ...flags.map((flag) => attributesIn(flag ?? '')), {
    ...attributesIn(service.annotations[annotation.additionalTags]),
  });
  const tracking: readonly string[] = [tag.cluster, tag.stack, tag.resource];
  return picked(
    group.tags ?? {},
    (key) => given[key] === undefined && !tracking.includes(key) && !key.startsWith('aws:'),
  );
}

const picked = (pairs: Readonly<Pairs>, choose: (key: string, value: string) => boolean): Pairs =>
  Object.fromEntries(
    Object.entries(pairs)
      .filter(([key, value]) => choose(key, value))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

function named(what: string, pairs: Pairs): string[] {
  const all = Object.entries(pairs).map(([key, value]) => `${key}=${value}`);
  return all.length === 0 ? [] : [`${what}${all.length === 1 ? '' : 's'} ${enumerated(all)}`];
}

/** The annotation of all ports where there is one port; that of the port (from v2.14.0 on) where there are several. */
function attributesKey({ ports }: Service, port: number): string {
  const several = new Set(ports.map((each) => each.port)).size > 1;
  return several ? `${annotation.targetGroupAttributes}.${port}` : annotation.targetGroupAttributes;
}

/** Adds pairs to the map that an annotation holds. */
function commandFor(service: Service, key: string, pairs: Pairs): string[] {
  if (Object.keys(pairs).length === 0) return [];
  const all = Object.entries({ ...attributesIn(service.annotations[key]), ...pairs });
  return [annotate(service, key, all.map(([name, value]) => `${name}=${value.replaceAll(',', '\\,')}`).join(','))];
}
