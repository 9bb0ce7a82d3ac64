"""The sample: 兰州市七里河区 with invented figures, 通城县 with those of a published circular.

files        the data files next to the code
patterns     the published patterns of standards
reference    what every installation needs: kinds of unit, indicators, parties and articles, holidays
places       division trees, population of the sample
offices      the two offices, their member units and forms
duties       what the law asks of whom, some of it each month or quarter
people       accounts and the password of the instance
draws        invented figures from a fixed seed
months       reports of the past months, as if filed and approved
current      the month that is open: some late, one returned, some waiting
published    the figures of 通城县
document_templates  the district's own wording of the monthly circular
documents    documents of other kinds, each in another state
dispatches   who has signed for them
standing     the scheme, frozen rankings and the first circular
loading      all of it, once
"""
