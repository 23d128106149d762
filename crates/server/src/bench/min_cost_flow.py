"""Places children as OR-Tools' SimpleMinCostFlow does; prints the seconds from the numbers to the answer.

The file: schools, children; seats; then for each child the metres to every school.
"""
import sys
import time

import numpy
from ortools.graph.python import min_cost_flow

with open(sys.argv[1]) as file:
    schools, children = map(int, file.readline().split())
    seats = numpy.array(file.readline().split(), dtype=numpy.int64)
    metres = numpy.loadtxt(file, dtype=numpy.int64).reshape(children, schools)

begun = time.perf_counter()
flow = min_cost_flow.SimpleMinCostFlow()
tails = numpy.repeat(numpy.arange(children), schools)
heads = children + numpy.tile(numpy.arange(schools), children)
flow.add_arcs_with_capacity_and_unit_cost(tails, heads, numpy.ones(children * schools), metres.ravel())
# Spare seats are filled from nowhere, so that every unit of seats is used.
spare = children + schools
flow.add_arcs_with_capacity_and_unit_cost(
    numpy.full(schools, spare), children + numpy.arange(schools), seats, numpy.zeros(schools)
)
flow.set_nodes_supplies(numpy.arange(children), numpy.ones(children))
flow.set_nodes_supplies(children + numpy.arange(schools), -seats)
flow.set_nodes_supplies(numpy.array([spare]), numpy.array([seats.sum() - children]))
assert flow.solve() == flow.OPTIMAL
print(time.perf_counter() - begun)
