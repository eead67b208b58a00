import type { Json, Observation } from '../../session/evidence.ts';
import { compareImages, type ExpectedImage } from '../image-expectation.ts';
import { isRollingOut } from '../previous-task.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { serviceOf } from '../service-of.ts';
import { readEvidence } from './evidence.ts';

/** What is really running: image ID, names, digests, and whether that is what was meant to run. */
export const imageIdentity: Reader = {
  source: 'image-identity',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { engine, container, image } = context;
    const ref = container?.imageRef ?? context.target?.image.ref ?? image.tags[0] ?? image.id;
    const named = container && /[a-z]/i.test(ref) && !/^(?:sha256:)?[0-9a-f]{12,64}$/i.test(ref) && !ref.includes('@');
    const expected = await expectation(context);
    const [tagNow, resolved] = await Promise.all([
      named ? engine.inspectImage(ref) : null,
      expected ? engine.inspectImage(expected.text) : null,
    ]);
    const running = { id: container?.imageId ?? image.id, ref, tags: image.tags, digests: image.digests };
    const comparison = expected
      ? compareImages(expected, running, {
          resolvedId: resolved?.ok ? resolved.value.id : null,
          idsAreManifests: engine.info.containerdImageStore,
        })
      : null;
    const data = {
      id: running.id,
      ref,
      tags: image.tags.slice(0, 20),
      digests: image.digests.slice(0, 20),
      created: image.createdAt,
      architecture: image.architecture,
      os: image.os,
      tagNow: tagNow?.ok ? { id: tagNow.value.id, created: tagNow.value.createdAt } : null,
      tagGone: tagNow !== null && !tagNow.ok && tagNow.kind === 'missing',
      expected: expected && { ...expected, ...comparison },
    };
    const name = container?.name ?? ref;
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'image ID',
          startedAt,
          data: data as unknown as Json,
          stdout: [
            `${running.id} ${ref}`,
            `tags ${image.tags.join(' ') || '-'}`,
            `digests ${image.digests.join(' ') || '- (never pushed or pulled)'}`,
            `made ${image.createdAt}, ${image.os}/${image.architecture}`,
            ...(data.tagNow && data.tagNow.id !== running.id ? [`${ref} means ${data.tagNow.id} now`] : []),
            ...(data.tagGone ? [`the tag ${ref} is gone`] : []),
            ...(expected && comparison ? [`expected (${expected.from}) ${expected.text}: ${comparison.because}`] : []),
          ].join('\n'),
          byHand: container
            ? `docker inspect --format '{{.Image}} {{.Config.Image}}' ${name}; docker image inspect --format '{{.Id}} {{.RepoTags}} {{.RepoDigests}}' ${ref}`
            : `docker image inspect --format '{{.Id}} {{.RepoTags}} {{.RepoDigests}}' ${ref}`,
        }),
      ],
    };
  },
};

/** What was meant to run: said by the person, else pinned by Swarm or recorded by Compose. */
async function expectation({ engine, container, options }: ReadContext): Promise<ExpectedImage | null> {
  if (options.expectImage) return { text: options.expectImage, from: '--expect-image' };
  if (container === null) return null;
  const { labels, imageRef, imageId } = container;
  const service = serviceOf(labels);
  if (service?.by === 'swarm') {
    const from = `Swarm service ${service.name}`;
    const cluster = await engine.cluster({ serviceId: service.id });
    const spec = cluster.ok ? cluster.value.services.find(({ id }) => id === service.id) : undefined;
    // Its own specification, where a worker knows no other, and while its turn in an update is still to come.
    if (spec !== undefined && spec.imageRef !== '' && !isRollingOut(spec)) return { text: spec.imageRef, from };
    return imageRef.includes('@sha256:') ? { text: imageRef, from } : null;
  }
  const recorded = labels['com.docker.compose.image'];
  if (!recorded || recorded === imageId) return null;
  // Compose records the ID of the image it resolved: of use only where it is one of this engine's own kind.
  const known = await engine.inspectImage(recorded);
  return known.ok ? { text: recorded, from: 'Compose' } : null;
}
