from autograder.sandbox import gpu


def devices(folder, value):
    return [path.name for path in gpu.devices(value, root=folder)]


def test_a_box_sees_the_card_of_its_slot_and_what_all_cards_share(tmp_path):
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm"):
        (tmp_path / name).touch()
    (tmp_path / "nvidia-caps").mkdir()
    assert devices(tmp_path, "1") == ["nvidia1", "nvidiactl", "nvidia-uvm", "nvidia-caps"]
    assert devices(tmp_path, "0,1")[:2] == ["nvidia0", "nvidia1"]
    assert devices(tmp_path, "MIG-0c7")[:2] == ["nvidia0", "nvidia1"]
    assert devices(tmp_path, "") == []


def test_a_machine_without_cards_gives_none(tmp_path):
    assert devices(tmp_path, "0") == []
