import re
from tests.vetting.test_apply import *
def test_dbg(world, typed, client):
    r = client.post(PAGE, typed)
    print(re.findall(r'id="form-errors".*?</div>', r.content.decode(), re.S)[:1]); assert 0
