"""What a practice asks of its people and shows of it: assignments, the training matrix, evidence packs.

Pages for managers, and the reads behind them. Rules are in courses/rules, writes in courses/services.
"""
