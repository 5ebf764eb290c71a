"""A large deployment: loads suppliers and published requirements into a frontlined of its own, starts it again, and measures that.

    FRONTLINE_BUILD=build/release build/venv/bin/python tests/bench/scale_bench.py [--suppliers 100000] [--requirements 10000] [--json]

start_s        from the start of the process to "serving on"
matching_s     from the same moment until matching is ready too: it reads every profile and requirement first (health says NOT_SERVING until then)
resident_mib   of the process, once it serves and matching is ready
match_ms       MatchSuppliers over all suppliers, the median of twenty requirements, one call at a time

Texts are drawn from a vocabulary of 4,000 words by Zipf's law, 60 words to a capability, one to three capabilities to a supplier, with certificates, regions and
attributes: about 1 KiB a profile. The seed is fixed.
"""

import argparse
import asyncio
import json
import pathlib
import random
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

import grpc  # noqa: E402
from grpc_health.v1 import health_pb2, health_pb2_grpc  # noqa: E402

from frontline_process import Frontlined, areas  # noqa: E402

IN_FLIGHT = 64
KEYS = ["battery-hours", "response-minutes", "weight-grams", "warranty-months"]


class Texts:
    def __init__(self, seed=20261124):
        self.random = random.Random(seed)
        parts = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va"]
        self.words = ["".join(self.random.choice(parts) for _ in range(self.random.randint(2, 4))) for _ in range(4000)]
        self.weights = [1 / rank for rank in range(1, len(self.words) + 1)]

    def of(self, words):
        return " ".join(self.random.choices(self.words, self.weights, k=words))


def profile(texts, number):
    s, r = areas.supplier, texts.random
    made = s.Profile()
    made.supplier.name = f"suppliers/s{number:06d}"
    made.supplier.display_name = f"{texts.of(2).title()} {number}"
    made.supplier.regions.add(region=r.choice(["UK", "UKJ", "UKI", "UKM", "UKJ4", "UKG"]))
    for key in r.sample(KEYS, 2):
        made.supplier.attributes.add(key=key, number=r.randint(1, 100), unit="x")
    for n in range(r.randint(1, 3)):
        made.capabilities.add(title=texts.of(5), text=texts.of(60), cpv_codes=[r.choice(["35100000", "32333200", "48000000", "72000000"])], external_id=str(n))
    if r.random() < 0.6:
        made.certifications.add(type=r.choice(["iso-27001", "iso-9001", "cyber-essentials"]), valid_from="2026-01-01", valid_to="2028-12-31")
    return made


def requirement(texts):
    q, r = areas.requirement, texts.random
    made = q.Requirement(title=texts.of(6), text=texts.of(80), cpv_codes=["35100000"], need_by="2027-06-01")
    must = made.criteria.add(text="Certified", obligation=q.Obligation.OBLIGATION_MUST)
    must.test.certification.type = r.choice(["iso-27001", "iso-9001"])
    should = made.criteria.add(text="Fast", obligation=q.Obligation.OBLIGATION_SHOULD, weight=10)
    should.test.number.key, should.test.number.min, should.test.number.unit = r.choice(KEYS), 20, "x"
    return made


async def load(server, suppliers, requirements):
    texts = Texts()
    metadata = [("authorization", f"Bearer {server.token}")]
    async with grpc.aio.insecure_channel(server.address) as channel:
        to_suppliers = areas.supplier.SupplierServiceStub(channel)
        to_requirements = areas.requirement.RequirementServiceStub(channel)
        slots = asyncio.Semaphore(IN_FLIGHT)

        async def add_supplier(made):
            async with slots:
                await to_suppliers.ApplyProfile(areas.supplier.ApplyProfileRequest(profile=made), metadata=metadata)

        async def add_requirement(made):
            q = areas.requirement
            async with slots:
                name = (await to_requirements.CreateRequirement(q.CreateRequirementRequest(parent="forces/kent", requirement=made), metadata=metadata)).name
                await to_requirements.SubmitRequirement(q.SubmitRequirementRequest(name=name), metadata=metadata)
                await to_requirements.PublishRequirement(q.PublishRequirementRequest(name=name, accept_warnings="bench", no_consultation_reason="bench"), metadata=metadata)
                return name

        for first in range(0, suppliers, 2000):
            await asyncio.gather(*(add_supplier(profile(texts, n)) for n in range(first, min(first + 2000, suppliers))))
        names = []
        for first in range(0, requirements, 2000):
            names += await asyncio.gather(*(add_requirement(requirement(texts)) for _ in range(first, min(first + 2000, requirements))))
        return names


def wait_until_ready(server):
    """Until matching says that it serves."""
    with grpc.insecure_channel(server.address) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        for answer in stub.Watch(health_pb2.HealthCheckRequest(service="frontline.matching.v1.MatchingService"), timeout=600):
            if answer.status == health_pb2.HealthCheckResponse.SERVING:
                return


def resident_mib(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def measure(server, names):
    start = time.monotonic()
    server.start()
    served = time.monotonic() - start
    wait_until_ready(server)
    ready = time.monotonic() - start
    client, took = server.client(), []
    resident = resident_mib(server.process.pid)
    for name in names[:20]:
        begun = time.monotonic()
        client.matching.MatchSuppliers(areas.matching.MatchSuppliersRequest(requirement=name))
        took.append((time.monotonic() - begun) * 1000)
    return {
        "start_s": round(served, 2),
        "matching_s": round(ready, 2),
        "resident_mib": round(resident),
        "resident_after_mib": round(resident_mib(server.process.pid)),
        "match_ms": round(statistics.median(took), 1),
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--suppliers", type=int, default=100_000)
    arguments.add_argument("--requirements", type=int, default=10_000)
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Frontlined(pathlib.Path(folder) / "data", "--calls-per-second", "0").start()
        begun = time.monotonic()
        try:
            names = asyncio.run(load(server, options.suppliers, options.requirements))
            load_s = time.monotonic() - begun
            server.stop()
            figures = {"suppliers": options.suppliers, "requirements": options.requirements, "load_s": round(load_s, 1), **measure(server, names)}
        finally:
            server.stop()
    print(json.dumps(figures) if options.json else "\n".join(f"{k:20} {v}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
