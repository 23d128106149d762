"""Balances the classes of one year group with OR-Tools CP-SAT: prints what it costs, or "none"."""
import json, sys
from ortools.sat.python import cp_model

terms = json.load(open(sys.argv[1]))
seconds = float(sys.argv[2])
pupils, classes = terms["pupils"], range(terms["classes"])
n, k = len(pupils), terms["classes"]
model = cp_model.CpModel()
x = [[model.NewBoolVar("") for _ in classes] for _ in pupils]
for row in x:
    model.AddExactlyOne(row)
for c in classes:
    model.AddLinearConstraint(sum(row[c] for row in x), n // k, -(-n // k))
for group in terms["together"]:
    for other in group[1:]:
        for c in classes:
            model.Add(x[group[0]][c] == x[other][c])
for a, b in terms["apart"]:
    for c in classes:
        model.AddAtMostOne([x[a][c], x[b][c]])
cost = []


def spread(weight, amounts, size):
    low, high = model.NewIntVar(-size, size, ""), model.NewIntVar(-size, size, "")
    for c in classes:
        load = sum(amount * x[at][c] for at, amount in amounts)
        model.Add(load >= low)
        model.Add(load <= high)
    cost.append(weight * (high - low))


for at, (weight, kinds) in enumerate(terms["qualities"]):
    for kind in range(kinds):
        having = [(p, 1) for p, it in enumerate(pupils) if it["kinds"][at] == kind]
        spread(weight, having, n)
for at, weight in enumerate(terms["sums"]):
    values = [it["values"][at] for it in pupils]
    mean = (2 * sum(values) + n) // (2 * n)
    amounts = [(p, v - mean) for p, v in enumerate(values) if v != mean]
    spread(weight, amounts, sum(abs(v) for _, v in amounts))
model.Minimize(sum(cost))
# A division by hand to begin from: to and fro, by the first quality.
order = sorted(range(n), key=lambda p: str(pupils[p]["kinds"][0]))
for place, p in enumerate(order):
    lap, seat = divmod(place, k)
    mine = seat if lap % 2 == 0 else k - 1 - seat
    for c in classes:
        model.AddHint(x[p][c], c == mine)
solver = cp_model.CpSolver()
solver.parameters.num_workers = 2
solver.parameters.max_time_in_seconds = seconds
status = solver.Solve(model)
solved = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
print(int(solver.ObjectiveValue()) if solved else "none")
